#include "diff/cpu/native/specification.hpp"

#include "diff/cpu/processor.hpp"
#include "model/arch/escalation.hpp"

namespace trapspec::diff::cpu::native {

namespace {

namespace wire = wire::native;
namespace source = model::arch::source;
namespace flag = model::arch::eflags;
namespace vector = model::arch::vector;
namespace answer_kind = model::arch::answer_kind;
using model::Concrete;

constexpr std::uint32_t invalid_opcode = 6, system_call = 0x80;
// Linux: there is no such system call.
constexpr std::uint32_t no_such_call = 0xFFFFFFFF, not_implemented = 0U - 38U;

} // namespace

Expectation Specification::expect(const Question& question) {
    result_ = {};
    if (!is_safe(question)) {
        return result_;
    }
    result_.askable = true;
    set_up(question);
    Event event = deliver_to_the_end(next_event(question));
    if (host(event.vector) == system_call) {
        return_from_system_call();
        event = deliver_to_the_end(end_event());
    }
    read_event(event);
    for (std::uint32_t i = 0; question.window != 0 && i < wire::window_words; ++i) {
        result_.answer.window[i] = word_at(question.window + 4 * i);
    }
    return result_;
}

/// An instruction that was done clears RF (SDM vol. 3B, "Instruction-Breakpoint Exception Condition").
Specification::Event Specification::next_event(const Question& question) {
    instruction_ = host(m_.eip);
    const std::uint32_t flags = host(m_.eflags);
    m_.answer = {};
    m_.fired.clear();
    m_.memory.forget_log();
    std::optional<Event> event = execute(question.code);
    collect();
    if (event) {
        m_.answer = {};
        return *event;
    }
    const bool iret = question.code == wire::iret_32 || question.code == wire::iret_16;
    if (!iret) {
        return step_over(question.code, flags);
    }
    const std::uint32_t linear = host(model::arch::base_of<Concrete>(m_.cs.descriptor)) + host(m_.eip);
    result_.askable = result_.askable && linear % wire::end_bytes == 0 && is_there(linear, 1, wire::landing);
    if ((flags & flag::trap) != 0) {
        instruction_ = host(m_.eip);
        return event_of(source::trap, vector::debug);
    }
    return end_event();
}

// SDM vol. 3B, "Single-Step Exception Condition"; vol. 2B, "MOV" to SS.
Specification::Event Specification::step_over(std::uint32_t code, std::uint32_t flags_before) {
    m_.eip = bits<32>(host(m_.eip) + instruction_bytes(code));
    m_.eflags = bits<32>(host(m_.eflags) & ~flag::resume);
    if ((flags_before & flag::trap) != 0 && code != wire::load_ss) {
        instruction_ = host(m_.eip); // it is done
        return event_of(source::trap, vector::debug);
    }
    return end_event();
}

/// What everything leads to. It has to be within the code segment to be fetched.
Specification::Event Specification::end_event() {
    instruction_ = host(m_.eip);
    const bool within =
        model::arch::within_segment<Concrete>(m_.cs.descriptor, m_.eip, bits<32>(wire::end_bytes)).host();
    return event_of(source::fault, within ? invalid_opcode : vector::general_protection);
}

/// The event that the kernel is entered with.
Specification::Event Specification::deliver_to_the_end(Event event) {
    while (true) {
        model::arch::deliver(m_, event);
        if (result_.decided == model::arch::Rule::none) {
            result_.decided = static_cast<model::arch::Rule>(m_.fired.last());
        }
        collect();
        if (host(m_.answer.kind) == answer_kind::done) {
            return event;
        }
        m_.eip = bits<32>(instruction_);
        m_.fired.clear();
        model::arch::escalate(m_);
        collect();
        event = m_.event;
    }
}

/// To a 16-bit stack Linux returns with the high half of esp as it was, which iret leaves alone (espfix).
void Specification::return_from_system_call() {
    const std::uint32_t esp = word_at(host(m_.esp) + 12);
    model::arch::return_from_handler(m_, true);
    collect();
    m_.esp = bits<32>(esp);
    registers_[register_number::eax] = not_implemented;
}

/// What the CPU pushed.
void Specification::read_event(const Event& event) {
    Answer& answer = result_.answer;
    std::uint32_t at = host(m_.esp);
    answer.vector = host(event.vector);
    if (model::arch::has_error_code(event).host()) {
        answer.errcode = word_at(at);
        at += 4;
    }
    answer.eip = word_at(at);
    answer.cs = word_at(at + 4);
    answer.eflags = word_at(at + 8);
    std::copy(registers_.begin(), registers_.end(), answer.registers);
    answer.registers[register_number::esp] = word_at(at + 12);
    answer.ss = word_at(at + 16);
    answer.cr2 = answer.vector == vector::page_fault ? host(m_.cr2) : 0;
    answer.ds = host(m_.ds.selector);
    answer.es = host(m_.es.selector);
    answer.fs = host(m_.fs.selector);
    answer.gs = host(m_.gs.selector);
}

// --- which questions the process survives

bool Specification::is_safe(const Question& question) const {
    constexpr std::uint32_t status =
        flag::carry | flag::parity | flag::adjust | flag::zero | flag::sign | flag::overflow;
    constexpr std::uint32_t ours = status | flag::trap | flag::direction | flag::nested_task | flag::resume |
                                   flag::alignment | flag::identification;
    if (question.code >= wire::code_count || (question.eflags & ~ours) != (flag::fixed | flag::interrupt)) {
        return false;
    }
    const std::uint32_t esp = question.registers[register_number::esp];
    const bool on_stack_of_signals = esp >= header_.stack[0] && esp <= header_.stack[1];
    const bool is_call = question.code == wire::int_n + system_call;
    if (on_stack_of_signals || (is_call && question.registers[register_number::eax] != no_such_call)) {
        return false;
    }
    const auto is_usable = [&](std::uint32_t selector, bool stack) {
        const Segment found = segment(selector, question);
        const auto words = found.descriptor;
        const bool there = (selector & 3) == 3 && model::arch::is_present<Concrete>(words).host() &&
                           host(model::arch::descriptor_level<Concrete>(words)) == 3;
        return there && (stack ? model::arch::is_writable_data<Concrete>(words).host() : is_readable(words));
    };
    const std::uint32_t data[] = {question.ds, question.es, question.fs, question.gs};
    return is_usable(question.ss, true) && runs_in(segment(question.cs, question), question) &&
           std::all_of(std::begin(data), std::end(data), [&](std::uint32_t each) {
               return each <= 3 || is_usable(each, false);
           });
}

/// 32-bit code, the instruction within it.
bool Specification::runs_in(const Segment& cs, const Question& question) const {
    const auto words = cs.descriptor;
    const std::uint32_t linear = host(model::arch::base_of<Concrete>(words)) + question.eip;
    return (host(cs.selector) & 3) == 3 && host(model::arch::descriptor_level<Concrete>(words)) == 3 &&
           (model::arch::is_code<Concrete>(words) & model::arch::is_present<Concrete>(words) &
               model::arch::is_wide<Concrete>(words) &
               model::arch::within_segment<Concrete>(
                   words, bits<32>(question.eip), bits<32>(instruction_bytes(question.code))))
               .host() &&
           linear == header_.code + question.code * wire::code_bytes;
}

/// Addresses that are not the questions' own may be anything's.
void Specification::touch(std::uint32_t linear, std::uint32_t bytes) {
    constexpr std::uint32_t never_mapped = 0x10000; // Linux: mmap_min_addr
    const std::uint32_t last = linear + bytes - 1;
    const auto is_known = [](std::uint32_t at) { return at - wire::region < wire::region_bytes || at < never_mapped; };
    result_.askable = result_.askable && last >= linear && is_known(linear) && is_known(last);
}

} // namespace trapspec::diff::cpu::native
