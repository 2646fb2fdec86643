// How instructions reach memory: through segments, and by the stack.
#include "diff/cpu/native/sources.hpp"
#include "diff/cpu/native/specification.hpp"
#include "diff/cpu/processor.hpp"

namespace trapspec::diff::cpu::native {

namespace {

namespace wire = wire::native;
namespace flag = model::arch::eflags;
namespace vector = model::arch::vector;
namespace answer_kind = model::arch::answer_kind;
using model::Bool;
using model::Concrete;

constexpr std::uint32_t bound_range = 5, alignment_check = 17;
constexpr std::uint32_t number_of_ss = 2; // among es, cs, ss, ds, fs, gs
constexpr std::uint32_t bytes_of_a_word = 4;

} // namespace

std::optional<Specification::Event> Specification::raised() const {
    if (host(m_.answer.kind) != answer_kind::fault) {
        return std::nullopt;
    }
    return fault(host(m_.answer.vector), host(m_.answer.error_code));
}

/// Which comes first, an alignment check or a page fault, the SDM leaves open.
std::optional<Specification::Event> Specification::check_alignment(std::uint32_t linear, std::uint32_t bytes) const {
    return has_flag(flag::alignment) && linear % bytes != 0 ? std::optional(fault(alignment_check)) : std::nullopt;
}

std::optional<Specification::Event> Specification::check_access(
    const Segment& at, bool is_stack, bool write, std::uint32_t bytes) {
    const std::uint32_t offset = registers_[register_number::ebx];
    const auto within_by = [&](std::uint32_t count) {
        return model::arch::within_segment<Concrete>(at.descriptor, bits<32>(offset), bits<32>(count)).host();
    };
    const bool within = within_by(bytes);
    const bool allowed =
        write ? model::arch::is_writable_data<Concrete>(at.descriptor).host() : is_readable(at.descriptor);
    // What of an operand comes first, and a word that wraps, the SDM leaves open.
    const bool wraps = offset + bytes - 1 < offset;
    result_.askable = result_.askable && !wraps && (within || !within_by(bytes_of_a_word));
    if (named(host(at.selector)) == 0 || !allowed || !within) {
        return fault(is_stack ? vector::stack_fault : vector::general_protection);
    }
    const std::uint32_t linear = host(model::arch::base_of<Concrete>(at.descriptor)) + offset;
    touch(linear, bytes);
    return std::nullopt;
}

Specification::Segment& Specification::segment_by_number(std::uint32_t number) {
    Segment* const all[] = {&m_.es, &m_.cs, &m_.ss, &m_.ds, &m_.fs, &m_.gs};
    return *all[number];
}

std::optional<Specification::Event> Specification::access(std::uint32_t number, bool write) {
    constexpr std::uint32_t bytes = 4;
    const Segment& at = segment_by_number(number);
    if (auto event = check_access(at, number == number_of_ss, write, bytes)) {
        return event;
    }
    const auto linear = model::arch::base_of<Concrete>(at.descriptor) + bits<32>(registers_[register_number::ebx]);
    const auto misaligned = check_alignment(host(linear), bytes);
    const model::arch::Access<Concrete> by_user{write, Bool<Concrete>(true)};
    std::uint32_t& eax = registers_[register_number::eax];
    if (write && !misaligned) {
        model::arch::write_linear<4>(m_, linear, bits<32>(eax), by_user);
    }
    const std::uint32_t value = write ? eax : host(model::arch::read_linear<4>(m_, linear, by_user));
    if (misaligned) {
        result_.askable = result_.askable && !raised() && is_there(host(linear), bytes, wire::open);
        return misaligned;
    }
    eax = raised() ? eax : value;
    return raised();
}

// Signed bounds in memory, the lower one first.
std::optional<Specification::Event> Specification::check_bound() {
    constexpr std::uint32_t bytes = 8;
    if (auto event = check_access(m_.ds, false, false, bytes)) {
        return event;
    }
    const std::uint32_t linear =
        host(model::arch::base_of<Concrete>(m_.ds.descriptor)) + registers_[register_number::ebx];
    result_.askable = result_.askable && !(has_flag(flag::alignment) && linear % 4 != 0);
    const model::arch::Access<Concrete> by_user{false, Bool<Concrete>(true)};
    std::int32_t bounds[2];
    for (std::uint32_t i = 0; i < 2; ++i) {
        bounds[i] = static_cast<std::int32_t>(host(model::arch::read_linear<4>(m_, bits<32>(linear + 4 * i), by_user)));
        if (auto event = raised()) {
            result_.askable = result_.askable && i == 0; // the first may be out of range
            return event;
        }
    }
    const auto index = static_cast<std::int32_t>(registers_[register_number::eax]);
    return index < bounds[0] || index > bounds[1] ? std::optional(fault(bound_range)) : std::nullopt;
}

// --- the stack

bool Specification::has_flag(std::uint32_t flag) const {
    return (host(m_.eflags) & flag) != 0;
}

std::uint32_t Specification::top_of_stack() const {
    return host(model::arch::base_of<Concrete>(m_.ss.descriptor)) +
           host(model::arch::stack_offset(model::arch::current_stack(m_), m_.esp));
}

/// Room for words or words to take, at addresses that are known.
std::optional<Specification::Event> Specification::check_stack(bool wide, std::size_t words, bool below) {
    const Stack stack = model::arch::current_stack(m_);
    const bool there = model::arch::has_words(stack, Bool<Concrete>(wide), words, below).host();
    const bool is_wide = model::arch::is_wide<Concrete>(stack.segment.descriptor).host();
    const std::uint32_t bytes = wide ? 4 : 2;
    const std::uint32_t base = host(model::arch::base_of<Concrete>(stack.segment.descriptor));
    const auto within = [&](std::uint32_t offset) {
        return model::arch::within_segment<Concrete>(stack.segment.descriptor, bits<32>(offset), bits<32>(bytes))
            .host();
    };
    for (std::uint32_t i = 0; i < words; ++i) {
        const std::uint32_t by = below ? 0U - bytes * (i + 1) : bytes * i;
        const std::uint32_t offset = host(model::arch::stack_offset(stack, model::arch::moved(stack, bits<32>(by))));
        const std::uint32_t last = offset + bytes - 1;
        result_.askable = result_.askable && last >= offset && (is_wide || last <= 0xFFFF);
        // Of faults of one class any may come first (SDM vol. 3A, "Priority Among Concurrent Events").
        if (there) {
            touch(base + offset, bytes);
        } else if (within(offset)) {
            result_.askable = result_.askable && is_there(base + offset, bytes, wire::open);
        }
    }
    const auto misaligned = check_alignment(top_of_stack(), bytes);
    if (!there) {
        result_.askable = result_.askable && !(misaligned && words > 1);
        return fault(vector::stack_fault);
    }
    if (misaligned) {
        const std::uint32_t from = below ? top_of_stack() - bytes : top_of_stack();
        result_.askable = result_.askable && is_there(from, bytes * static_cast<std::uint32_t>(words), wire::open);
    }
    return misaligned;
}

std::optional<Specification::Event> Specification::push(std::uint32_t value) {
    if (auto event = check_stack(true, 1, true)) {
        return event;
    }
    const Stack stack = model::arch::current_stack(m_);
    model::arch::push_word(m_, stack, Bool<Concrete>(true), 0, bits<32>(value));
    if (auto event = raised()) {
        return event;
    }
    m_.esp = model::arch::moved(stack, bits<32>(0U - 4U));
    return std::nullopt;
}

std::optional<Specification::Event> Specification::pop(bool wide, std::uint32_t& value) {
    if (auto event = check_stack(wide, 1, false)) {
        return event;
    }
    const Stack stack = model::arch::current_stack(m_);
    const std::uint32_t word = host(model::arch::read_word(m_, stack, Bool<Concrete>(wide), 0));
    if (auto event = raised()) {
        return event;
    }
    m_.esp = model::arch::moved(stack, bits<32>(wide ? 4 : 2));
    value = word;
    return std::nullopt;
}

// As iret (A-IRET-3), but that RF is cleared.
std::optional<Specification::Event> Specification::pop_flags(bool wide) {
    std::uint32_t word = 0;
    if (auto event = pop(wide, word)) {
        return event;
    }
    m_.eflags = model::arch::flags_after_iret<Concrete>(
        m_.eflags, bits<32>(word & ~flag::resume), Bool<Concrete>(wide), model::arch::current_level(m_));
    return std::nullopt;
}

std::optional<Specification::Event> Specification::iret(bool wide) {
    const bool switches = has_flag(flag::nested_task);
    result_.askable = result_.askable && !switches;
    const auto misaligned = check_stack(wide, 3, false);
    if (misaligned && host(misaligned->vector) == alignment_check) {
        return misaligned;
    }
    model::arch::return_from_handler(m_, Bool<Concrete>(wide));
    result_.decided = static_cast<model::arch::Rule>(m_.fired.last());
    return raised();
}

} // namespace trapspec::diff::cpu::native
