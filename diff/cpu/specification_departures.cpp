// What an emulator does instead: each departure where the rules would have done otherwise.
#include "diff/cpu/processor.hpp"
#include "diff/cpu/specification.hpp"
#include "model/arch/delivery.hpp"

namespace trapspec::diff::cpu {

namespace {

namespace source = model::arch::source;
namespace flag = model::arch::eflags;
namespace vector = model::arch::vector;
namespace answer_kind = model::arch::answer_kind;
using model::Concrete;
using model::arch::Rule;

constexpr std::uint64_t limit_and_granularity = 0x008F00000000FFFF, expands_down = std::uint64_t{1} << 42,
                        code_or_data = std::uint64_t{1} << 44;
constexpr std::uint32_t present_for_all = 7;

} // namespace

/// To be asked only where it makes a difference.
bool Specification::departs(Departure departure) {
    asked_.add(departure);
    if (!allowed_.has(departure)) {
        return false;
    }
    result_.met.add(departure);
    return true;
}

void Specification::widen_asked_segment() {
    const auto descriptor = m_.gdt.get(bits<8>(slot::asked));
    const bool code = model::arch::is_code<Concrete>(descriptor).host();
    const std::uint64_t words = descriptor.host();
    const bool widest =
        (words & limit_and_granularity) == limit_and_granularity && (code || (words & expands_down) == 0);
    const bool segment = (words & code_or_data) != 0; // of anything else no limit is asked
    if (!segment || widest || !departs(code ? Departure::no_code_limit : Departure::no_stack_limit)) {
        return;
    }
    const std::uint64_t wide = words | limit_and_granularity;
    m_.gdt.set(bits<8>(slot::asked), bits<64>(code ? wide : wide & ~expands_down));
}

void Specification::return_from_handler(bool wide) {
    const std::uint32_t before = host(m_.eflags);
    const auto cs = m_.cs;
    if (wide && frame_has_virtual_8086() && departs(Departure::virtual_8086_from_any_ring)) {
        m_.cs.selector = bits<16>(host(cs.selector) & ~3U); // as ring 0 would
    }
    model::arch::return_from_handler(m_, wide);
    if (m_.fired.has(Rule::iret_7_outside_code) && departs(Departure::virtual_8086_eip_cut)) {
        return_beyond_the_limit(wide, 0xFFFF);
    } else if (m_.fired.has(Rule::iret_8_outside_code) && departs(Departure::virtual_8086_eip_unchecked)) {
        return_beyond_the_limit(wide, 0xFFFFFFFF);
    }
    if (wide && m_.fired.has(Rule::iret_5_no_words) && departs(Departure::ss_popped_as_half_word)) {
        const auto ss = m_.ss;
        m_.ss.descriptor = bits<64>(ss.descriptor.host() + 2); // a limit two bytes further
        model::arch::return_from_handler(m_, wide);
        m_.ss = host(m_.answer.kind) == answer_kind::done ? m_.ss : ss;
    }
    const auto page_fault = [this] {
        return host(m_.answer.kind) == answer_kind::fault && host(m_.answer.vector) == vector::page_fault;
    };
    const std::uint32_t ss_at = top_of_stack() + 4 * 4;
    const std::uint32_t next_page = (ss_at + 3) / model::arch::page_size * model::arch::page_size;
    const bool only_high_half = ss_at + 1 < next_page && host(m_.cr2) == next_page;
    if (wide && page_fault() && only_high_half && departs(Departure::ss_popped_as_half_word)) {
        return_with_page(wide, next_page);
    }
    if (page_fault() && departs(Departure::frame_popped_upwards)) {
        pop_upwards(wide);
    }
    if (host(m_.answer.kind) != answer_kind::done) {
        m_.cs = cs;
        return;
    }
    const auto keep = [&](std::uint32_t flags) { m_.eflags = bits<32>((host(m_.eflags) & ~flags) | (before & flags)); };
    constexpr std::uint32_t virtual_flags = flag::virtual_interrupt | flag::virtual_interrupt_pending;
    const std::uint32_t changed = before ^ host(m_.eflags);
    if (m_.fired.has(Rule::iret_7_returned)) {
        if ((changed & flag::resume) != 0 && departs(Departure::no_rf_to_virtual_8086)) {
            keep(flag::resume);
        }
    } else if ((changed & virtual_flags) != 0 && departs(Departure::no_vif_vip)) {
        keep(virtual_flags);
    }
    if ((before & flag::resume) != 0 && departs(Departure::rf_survives)) {
        m_.eflags = bits<32>(host(m_.eflags) & ~flag::resume); // but not an iret, even where its frame sets it
    }
}

std::uint32_t Specification::top_of_stack() const {
    return host(model::arch::base_of<Concrete>(m_.ss.descriptor)) +
           host(model::arch::stack_offset(model::arch::current_stack(m_), m_.esp));
}

/// In a ring but 0, of which that is no matter.
bool Specification::frame_has_virtual_8086() const {
    const bool elsewhere = (host(m_.eflags) & flag::virtual_8086) == 0 && (host(m_.cs.selector) & 3) != 0;
    return elsewhere && (word_at(top_of_stack() + 8) & flag::virtual_8086) != 0;
}

/// In virtual-8086 mode, whose limit is in no descriptor: as if eip were below it.
void Specification::return_beyond_the_limit(bool wide, std::uint32_t mask) {
    const std::uint32_t at = top_of_stack();
    const std::uint32_t eip = word_at(at);
    m_.memory.poke(at, 4, eip & 0xFFFF);
    model::arch::return_from_handler(m_, wide);
    m_.memory.poke(at, 4, eip);
    m_.eip = bits<32>(eip & mask);
}

/// As if there were a page; what is there is not looked at.
void Specification::return_with_page(bool wide, std::uint32_t linear) {
    const std::uint32_t entry_at = page_table + linear / model::arch::page_size * 4;
    const std::uint32_t entry = word_at(entry_at);
    m_.cr2 = bits<32>(0); // as it was
    m_.memory.poke(entry_at, 4, linear | present_for_all);
    model::arch::return_from_handler(m_, wide);
    m_.memory.poke(entry_at, 4, entry);
}

/// The three words first, then ss and esp.
void Specification::pop_upwards(bool wide) {
    const auto stack = model::arch::current_stack(m_);
    m_.answer = {};
    for (const std::size_t word : {0U, 1U, 2U, 3U, 4U}) {
        static_cast<void>(model::arch::read_word(m_, stack, model::Bool<Concrete>(wide), word));
        if (host(m_.answer.kind) == answer_kind::fault) {
            return;
        }
    }
}

void Specification::adapt(Event& event) {
    const bool fault = host(event.source) == source::fault;
    if (fault && (host(m_.eflags) & flag::resume) == 0 && departs(Departure::no_rf_for_faults)) {
        event.instruction_breakpoint = true; // the one fault of the SDM that pushes RF as it was
    }
    if (host(event.source) == source::abort && departs(Departure::double_fault_sets_rf)) {
        event.source = bits<4>(source::fault);
    }
}

void Specification::correct_fault() {
    auto& answer = m_.answer;
    const std::uint32_t error_code = host(answer.error_code);
    if (host(answer.vector) == vector::page_fault) {
        if ((error_code & model::arch::page_error::user) != 0 && departs(Departure::frame_as_supervisor)) {
            answer.error_code = bits<16>(error_code & ~model::arch::page_error::user);
        }
        return;
    }
    if (m_.fired.has(Rule::ss_1_not_present) && departs(Departure::absent_stack_is_ts)) {
        answer.vector = bits<8>(vector::invalid_tss);
    }
    if (m_.fired.has(Rule::iret_5_not_present) && departs(Departure::absent_stack_is_np)) {
        answer.vector = bits<8>(vector::segment_not_present);
    }
    if ((error_code & model::arch::error_code::external) != 0 && departs(Departure::no_ext)) {
        answer.error_code = bits<16>(error_code & ~model::arch::error_code::external);
    }
}

} // namespace trapspec::diff::cpu
