// What each instruction does by itself at CPL 3, before anything is delivered. Each by its page in SDM vol. 2, at IOPL 0 and
// with alignment checks on (CR0.AM), as Linux has them.
#include "diff/cpu/native/sources.hpp"
#include "diff/cpu/native/specification.hpp"

namespace trapspec::diff::cpu::native {

namespace {

namespace wire = wire::native;
namespace source = model::arch::source;
namespace flag = model::arch::eflags;
namespace vector = model::arch::vector;
using model::Concrete;

constexpr std::uint32_t divide_error = 0, invalid_opcode = 6;

} // namespace

bool is_readable(model::Bits<Concrete, 64> descriptor) {
    constexpr unsigned not_system = 44, readable_code = 41;
    const auto is_code = model::arch::is_code<Concrete>(descriptor);
    return (model::arch::bit<Concrete>(descriptor, not_system) &
            ((!is_code) | model::arch::bit<Concrete>(descriptor, readable_code)))
        .host();
}

std::uint32_t instruction_bytes(std::uint32_t code) {
    switch (code) {
    case wire::int3:
    case wire::into:
    case wire::icebp:
    case wire::no_operation:
    case wire::pushf_32:
    case wire::popf_32:
    case wire::push:
    case wire::pop:
    case wire::iret_32:
        return 1;
    case wire::read_ds:
    case wire::write_ds:
        return 2;
    default:
        return code >= wire::privileged || (code >= wire::read_es && code <= wire::write_gs) ? 3 : 2;
    }
}

std::optional<Specification::Event> Specification::execute(std::uint32_t code) {
    const auto after = [&](std::uint32_t from, std::uint32_t number) {
        m_.eip = bits<32>(host(m_.eip) + instruction_bytes(code));
        return event_of(from, number);
    };
    if (code < wire::int3) {
        return after(source::int_n, code);
    }
    if (code >= wire::privileged) {
        return fault(vector::general_protection);
    }
    if (code >= wire::write_es) {
        return access(code - wire::write_es, true);
    }
    if (code >= wire::read_es) {
        return access(code - wire::read_es, false);
    }
    if (code >= wire::load_es) {
        return load(code - wire::load_es);
    }
    std::uint32_t& eax = registers_[register_number::eax];
    switch (code) {
    case wire::int3:
        return after(source::int3, vector::breakpoint);
    case wire::into:
        return has_flag(flag::overflow) ? std::optional(after(source::into, vector::overflow)) : std::nullopt;
    case wire::icebp:
        return after(source::icebp, vector::debug);
    case wire::invalid_opcode:
        return fault(invalid_opcode);
    case wire::divide_error:
        return fault(divide_error);
    case wire::bound:
        return check_bound();
    case wire::pushf_32:
        return push(host(model::arch::flags_shown_by_pushf<Concrete>(m_.eflags)));
    case wire::push:
        return push(eax);
    case wire::pop:
        return pop(true, eax);
    case wire::popf_32:
    case wire::popf_16:
        return pop_flags(code == wire::popf_32);
    case wire::iret_32:
    case wire::iret_16:
        return iret(code == wire::iret_32);
    default:
        return std::nullopt;
    }
}

// --- segments

std::optional<Specification::Event> Specification::load(std::uint32_t number) {
    const std::uint32_t selector = registers_[register_number::eax] & 0xFFFF;
    Segment* const to[] = {&m_.es, nullptr, &m_.ds, &m_.fs, &m_.gs};
    return to[number] == nullptr ? load_stack_segment(selector) : load_data_segment(*to[number], selector);
}

std::optional<Specification::Event> Specification::load_stack_segment(std::uint32_t selector) {
    if (named(selector) == 0) {
        return fault(vector::general_protection);
    }
    const auto found = model::arch::find(m_, bits<16>(selector));
    const auto words = found.descriptor;
    if (!found.within.host() || (selector & 3) != 3 || !model::arch::is_writable_data<Concrete>(words).host() ||
        host(model::arch::descriptor_level<Concrete>(words)) != 3) {
        return fault(vector::general_protection, named(selector));
    }
    if (!model::arch::is_present<Concrete>(words).host()) {
        return fault(vector::stack_fault, named(selector));
    }
    m_.ss = {bits<16>(selector), words};
    return std::nullopt;
}

std::optional<Specification::Event> Specification::load_data_segment(Segment& to, std::uint32_t selector) {
    if (named(selector) == 0) {
        // An interrupt from outside makes it 0 on the way back (A-IRET-6), and may come before the kernel looks.
        result_.askable = result_.askable && selector == 0;
        to = {bits<16>(selector), {}};
        return std::nullopt;
    }
    const auto found = model::arch::find(m_, bits<16>(selector));
    const auto words = found.descriptor;
    const bool closed = !model::arch::is_conforming_code<Concrete>(words).host() &&
                        host(model::arch::descriptor_level<Concrete>(words)) != 3;
    if (!found.within.host() || !is_readable(words) || closed) {
        return fault(vector::general_protection, named(selector));
    }
    if (!model::arch::is_present<Concrete>(words).host()) {
        return fault(vector::segment_not_present, named(selector));
    }
    to = {bits<16>(selector), words};
    return std::nullopt;
}

} // namespace trapspec::diff::cpu::native
