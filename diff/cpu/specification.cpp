#include "diff/cpu/specification.hpp"

#include "diff/cpu/compare.hpp"
#include "diff/cpu/processor.hpp"
#include "model/arch/escalation.hpp"

namespace trapspec::diff::cpu {

namespace {

namespace wire = wire::oracle;
namespace source = model::arch::source;
namespace answer_kind = model::arch::answer_kind;

// Handler, instruction of the handler, and one more for a handler that is not a stub's.
constexpr int most_turns = 3;

} // namespace

Expectation Specification::expect_and_watch(Question& question, Departures departures) {
    simulate(question, departures);
    question.window = window_around(first_write_);
    look_through(question.window);
    return result_;
}

Expectation Specification::expect(const Question& question, Departures departures) {
    simulate(question, departures);
    look_through(question.window);
    return result_;
}

void Specification::look_through(std::uint32_t window) {
    for (std::uint32_t i = 0; window != 0 && i < wire::window_words; ++i) {
        result_.answer.window[i] = word_at(window + 4 * i);
    }
}

void Specification::simulate(const Question& question, Departures departures) {
    result_ = {};
    allowed_ = departures;
    delivering_ = false;
    first_write_ = 0;
    if (!is_safe(question)) {
        return;
    }
    std::optional<Event> event = way_to_event(question);
    for (int turn = 0; event && turn < most_turns; ++turn) {
        delivering_ = true;
        if (!deliver_to_the_end(*event)) {
            return;
        }
        const std::uint32_t from_stubs = host(m_.eip) - places_.stubs;
        if (from_stubs < 256 * places_.stub_bytes && host(m_.cs.selector) == places_.code) {
            result_.answer.vector = from_stubs / places_.stub_bytes;
            read_event();
            return;
        }
        event = is_at_a_landing() ? report_event() : std::nullopt;
    }
}

/// The machine reads what the CPU pushed below what its stub finds.
void Specification::read_event() {
    Answer& answer = result_.answer;
    std::uint32_t at = host(m_.esp);
    poke(at - 4, answer.vector);
    constexpr std::uint32_t vectors_with_error_code = 0x27D00; // impl/core/traps.cpp decides by the vector, too
    if (answer.vector < 32 && (vectors_with_error_code >> answer.vector & 1) != 0) {
        answer.errcode = word_at(at);
        at += 4;
    }
    answer.eip = word_at(at);
    answer.cs = word_at(at + 4);
    answer.eflags = word_at(at + 8);
    const bool from_ring_0 = (answer.eflags & model::arch::eflags::virtual_8086) == 0 && (answer.cs & 3) == 0;
    answer.esp = from_ring_0 ? at + 12 : word_at(at + 12);
    answer.ss = from_ring_0 ? host(m_.ss.selector) : word_at(at + 16);
    answer.ds = host(m_.ds.selector);
    answer.cr2 = host(m_.cr2);
    if (answer.vector == wire::report_vector) {
        answer.entered = 1;
        answer.vector = 0;
        answer.eip -= wire::report_bytes;
    }
    result_.askable = true;
}

/// A fault on the way to the handler leaves the program at the instruction that asked for it.
bool Specification::deliver_to_the_end(Event event) {
    while (true) {
        adapt(event);
        const std::uint32_t flags = host(m_.eflags);
        const std::uint32_t esp = host(m_.esp);
        model::arch::deliver(m_, event);
        if (result_.decided == model::arch::Rule::none) {
            result_.decided = static_cast<model::arch::Rule>(m_.fired.last());
        }
        correct_entry(event, flags, esp);
        collect();
        const std::uint32_t kind = host(m_.answer.kind);
        if (kind != answer_kind::fault) {
            return kind == answer_kind::done;
        }
        correct_fault();
        m_.eip = bits<32>(instruction_);
        m_.fired.clear();
        model::arch::escalate(m_);
        collect();
        if (host(m_.answer.kind) == answer_kind::shutdown) {
            return false;
        }
        event = m_.event;
    }
}

// --- the way there

std::optional<Specification::Event> Specification::way_to_event(const Question& question) {
    Question asked = question;
    asked.window = 0;
    if (is_same(asked, way_.question) && way_.allowed.agrees_on(way_.asked, allowed_)) {
        take_way_again();
        return way_.event;
    }
    asked_ = {};
    set_up(question);
    way_.event = leave(question);
    way_.question = asked;
    way_.allowed = allowed_;
    way_.asked = asked_;
    way_.result = result_;
    way_.instruction = instruction_;
    way_.writes = writes_.size();
    way_.registers = registers(m_);
    return way_.event;
}

void Specification::take_way_again() {
    for (std::size_t i = way_.writes; i < writes_.size(); ++i) {
        m_.memory.poke(writes_[i].address, writes_[i].length, wire::untouched);
    }
    writes_.resize(way_.writes);
    for (const auto& write : writes_) {
        m_.memory.poke(write.address, write.length, write.value);
    }
    result_ = way_.result;
    instruction_ = way_.instruction;
    registers(m_) = way_.registers;
}

std::optional<Specification::Event> Specification::leave(const Question& question) {
    const bool virtual_8086 = (question.eflags & model::arch::eflags::virtual_8086) != 0;
    const bool ring_0 = !virtual_8086 && (question.cs & 3) == 0;
    instruction_ = places_.leave;
    const std::uint32_t eip = source_address(question) - (virtual_8086 ? question.cs * 16 : 0);
    if (ring_0) {
        push_for_iret({eip, question.cs, question.eflags}, question.esp);
    } else if (!virtual_8086) {
        push_for_iret({eip, question.cs, question.eflags, question.esp, question.ss}, places_.leave_esp);
    } else {
        const auto& segments = places_.data_segments;
        push_for_iret({eip,
                          question.cs,
                          question.eflags,
                          question.esp,
                          question.ss,
                          segments[0],
                          segments[1],
                          segments[2],
                          segments[3]},
            places_.leave_esp);
    }
    if (const std::optional<Event> fault = return_event(true); host(m_.answer.kind) != answer_kind::done) {
        return fault;
    }
    result_.decided = {};
    constexpr std::uint64_t whole = 0xFFFFFFFF;
    constexpr std::uint64_t readable_and_32_bit = 0x0040020000000000;
    if (!virtual_8086 && (m_.cs.descriptor.host() & readable_and_32_bit) != readable_and_32_bit) {
        return std::nullopt;
    }
    if (!virtual_8086 && (host(model::arch::base_of<model::Concrete>(m_.cs.descriptor)) != 0 ||
                             host(model::arch::limit_of<model::Concrete>(m_.cs.descriptor)) != whole)) {
        return std::nullopt;
    }
    instruction_ = host(m_.eip);
    return source_event(question);
}

void Specification::push_for_iret(std::initializer_list<std::uint32_t> words, std::uint32_t top) {
    const auto bytes = static_cast<std::uint32_t>(4 * words.size());
    std::uint32_t at = top - bytes;
    m_.esp = bits<32>(at);
    poke(at - 4, model::arch::eflags::fixed); // it loads its own flags before
    for (const std::uint32_t word : words) {
        poke(at, word);
        at += 4;
    }
}

// --- the way back

bool Specification::is_at_a_landing() const {
    const std::uint32_t linear = host(model::arch::base_of<model::Concrete>(m_.cs.descriptor)) + host(m_.eip);
    return linear % wire::report_bytes == 0 &&
           (linear - places_.landing[0] < places_.landing_bytes || linear - places_.landing[1] < places_.landing_bytes);
}

// It has to be within the code segment to be fetched.
std::optional<Specification::Event> Specification::report_event() {
    instruction_ = host(m_.eip);
    const auto has_bytes = [this](std::uint32_t bytes) {
        return model::arch::within_segment<model::Concrete>(m_.cs.descriptor, m_.eip, bits<32>(bytes)).host();
    };
    if (!has_bytes(wire::report_bytes) && !departs(Departure::no_code_limit) &&
        !(has_bytes(1) && departs(Departure::tail_beyond_code_limit))) {
        return event_of(source::fault, model::arch::vector::general_protection);
    }
    m_.eip = bits<32>(host(m_.eip) + wire::report_bytes);
    return event_of(source::int_n, wire::report_vector);
}

} // namespace trapspec::diff::cpu
