// What each of the machine's sources of an event does, as an event; and iret, which may be none.
#include "diff/cpu/processor.hpp"
#include "diff/cpu/specification.hpp"

namespace trapspec::diff::cpu {

namespace {

namespace wire = wire::oracle;
namespace source = model::arch::source;
namespace flag = model::arch::eflags;
namespace vector = model::arch::vector;

constexpr std::uint32_t bytes_of_int_n = 2, bytes_of_one_byte_opcode = 1;
constexpr std::uint32_t divide_error = 0, bound_range = 5, invalid_opcode = 6;

std::uint32_t iopl(std::uint32_t eflags) {
    return eflags >> 12 & 3;
}

} // namespace

std::uint32_t Specification::source_address(const Question& question) const {
    const std::uint32_t number = question.source < wire::source_count ? question.source : std::uint32_t{wire::int_n};
    std::uint32_t address = places_.source[number];
    if (number == wire::int_n) {
        address += question.vector * places_.int_n_bytes;
    }
    return (question.eflags & flag::virtual_8086) != 0 ? address + places_.low_source : address;
}

std::optional<Specification::Event> Specification::source_event(const Question& question) {
    const bool user = host(model::arch::current_level(m_)) == 3;
    const auto advance = [this](std::uint32_t bytes) { m_.eip = bits<32>(host(m_.eip) + bytes); };
    switch (question.source) {
    case wire::int_n:
        advance(bytes_of_int_n);
        return event_of(source::int_n, question.vector);
    case wire::int3:
        advance(bytes_of_one_byte_opcode);
        return event_of(source::int3, vector::breakpoint);
    case wire::into:
        if ((host(m_.eflags) & flag::overflow) == 0) {
            return step_over(bytes_of_one_byte_opcode);
        }
        advance(bytes_of_one_byte_opcode);
        return event_of(source::into, vector::overflow);
    case wire::icebp:
        if (departs(Departure::icebp_is_ud)) {
            return event_of(source::fault, invalid_opcode);
        }
        advance(bytes_of_one_byte_opcode);
        return event_of(source::icebp, vector::debug);
    case wire::invalid_opcode:
        return event_of(source::fault, invalid_opcode);
    case wire::divide_error:
        return event_of(source::fault, divide_error);
    case wire::general_protection:
        return event_of(source::fault, vector::general_protection);
    case wire::page_fault:
        m_.cr2 = bits<32>(places_.unmapped);
        return event_of(source::fault, vector::page_fault, user ? model::arch::page_error::user : 0U);
    case wire::bound_range:
        return event_of(source::fault, bound_range);
    case wire::single_step:
        return step_over(bytes_of_one_byte_opcode);
    case wire::single_step_sti:
        return sti_event();
    case wire::iret_32:
    case wire::iret_16: {
        // The opcode of the one is that of the other in 16-bit code.
        const bool in_16_bit_code = (question.eflags & flag::virtual_8086) != 0;
        const std::optional<Event> event = return_event((question.source == wire::iret_32) != in_16_bit_code);
        const bool read_nothing =
            m_.fired.has(model::arch::Rule::iret_2_no_words) || host(m_.answer.vector) == vector::page_fault;
        return frame_is_set_ || read_nothing ? event : std::nullopt;
    }
    default:
        return std::nullopt;
    }
}

// An instruction that was done clears RF (SDM vol. 3B, "Instruction-Breakpoint Exception Condition"); with TF set a trap
// follows. Without, the machine's next instructions do nothing and then report.
std::optional<Specification::Event> Specification::step_over(std::uint32_t bytes) {
    m_.eip = bits<32>(host(m_.eip) + bytes);
    const std::uint32_t flags = host(m_.eflags);
    m_.eflags = bits<32>(flags & ~flag::resume);
    if ((flags & flag::trap) != 0) {
        instruction_ = host(m_.eip); // it is done
        return event_of(source::trap, vector::debug);
    }
    return std::nullopt;
}

// SDM vol. 2B, "STI", without virtual interrupts.
std::optional<Specification::Event> Specification::sti_event() {
    const std::uint32_t flags = host(m_.eflags);
    if (host(model::arch::current_level(m_)) > iopl(flags)) {
        return event_of(source::fault, vector::general_protection);
    }
    m_.eflags = bits<32>(flags | flag::interrupt);
    const std::uint32_t before_the_trap = departs(Departure::sti_loses_step) ? bytes_of_one_byte_opcode : 0;
    return step_over(bytes_of_one_byte_opcode + before_the_trap);
}

/// The next event after an iret: its own fault, or the report of where it went.
std::optional<Specification::Event> Specification::return_event(bool wide) {
    return_from_handler(wide);
    result_.decided = static_cast<model::arch::Rule>(m_.fired.last());
    collect();
    if (host(m_.answer.kind) == model::arch::answer_kind::fault) {
        correct_fault();
        return event_of(source::fault, host(m_.answer.vector), host(m_.answer.error_code));
    }
    if (host(m_.answer.kind) != model::arch::answer_kind::done || !is_at_a_landing()) {
        return std::nullopt;
    }
    return report_event();
}

} // namespace trapspec::diff::cpu
