// What an emulator does instead as it enters a handler: each departure where the rules would have done otherwise.
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
using model::Gate;
using model::arch::Rule;

} // namespace

void Specification::correct_entry(const Event& event, std::uint32_t flags_before, std::uint32_t esp_before) {
    if (m_.fired.has(Rule::cs_1_virtual_8086_not_to_0) && departs(Departure::virtual_8086_to_any_ring)) {
        enter_another_ring(event);
    } else if (m_.fired.has(Rule::cs_1_virtual_8086_not_to_0)) {
        read_tss_of_refused_ring(event);
    }
    if (m_.fired.has(Rule::enter_1_no_room)) {
        push_up_to_the_limit(event);
    }
    const std::uint32_t from = host(event.source);
    const bool clears_rf =
        from == source::int_n || from == source::int3 || from == source::into || from == source::icebp;
    if (clears_rf && (flags_before & flag::resume) != 0 && m_.fired.has(Rule::push_1_wide) &&
        departs(Departure::rf_survives)) {
        set_pushed_rf();
    }
    const bool on_new_stack = m_.fired.has(Rule::cs_1_inner_level) || m_.fired.has(Rule::vm_1_entered);
    if (host(m_.answer.kind) == answer_kind::done && on_new_stack &&
        !model::arch::is_wide<Concrete>(m_.ss.descriptor).host() && host(m_.esp) >> 16 != esp_before >> 16 &&
        departs(Departure::high_half_of_old_esp)) {
        m_.esp = bits<32>((host(m_.esp) & 0xFFFF) | (esp_before & 0xFFFF0000));
    }
    const Gate<Concrete> gate{m_.idt.get(event.vector)};
    if (host(m_.answer.kind) == answer_kind::done && !model::arch::is_wide_gate(gate).host() &&
        host(model::handler(gate)) > 0xFFFF && departs(Departure::wide_offset_of_narrow_gate)) {
        m_.eip = model::handler(gate);
    }
}

model::Bits<Concrete, 64> Specification::code_of(const Event& event) const {
    return model::arch::find(m_, model::selector(Gate<Concrete>{m_.idt.get(event.vector)})).descriptor;
}

void Specification::read_tss_of_refused_ring(const Event& event) {
    const auto level = model::arch::descriptor_level<Concrete>(code_of(event));
    if (!model::arch::stack_of_level(m_, level).in_tss.host() && departs(Departure::tss_read_before_ring_is_refused)) {
        m_.answer = {};
        model::arch::raise<Concrete>(m_, vector::invalid_tss, model::arch::selector_error(m_.event, m_.task.selector));
    }
}

/// The highest first, but for an error code.
std::vector<std::uint32_t> Specification::frame_words(const Event& event) const {
    std::vector<std::uint32_t> words;
    if ((host(m_.eflags) & flag::virtual_8086) != 0) {
        for (const auto* const segment : {&m_.gs, &m_.fs, &m_.ds, &m_.es}) {
            words.push_back(host(segment->selector));
        }
    }
    if (!m_.fired.has(Rule::cs_1_same_level)) {
        words.push_back(host(m_.ss.selector));
        words.push_back(host(m_.esp));
    }
    words.push_back(host(model::arch::pushed_flags<Concrete>(m_.eflags, event)));
    words.push_back(host(m_.cs.selector));
    words.push_back(host(m_.eip));
    if (model::arch::has_error_code(event).host()) {
        words.push_back(host(event.error_code));
    }
    return words;
}

void Specification::push_up_to_the_limit(const Event& event) {
    const bool wide = model::arch::is_wide_gate(Gate<Concrete>{m_.idt.get(event.vector)}).host();
    const auto no_room = m_.answer;
    const auto push = [&](auto& m, const model::arch::Stack<Concrete>& stack) {
        std::size_t number = 0;
        for (const std::uint32_t word : frame_words(event)) {
            if (!model::arch::has_words(stack, model::Bool<Concrete>(wide), number + 1, true).host()) {
                break;
            }
            if (!departs(Departure::limit_word_by_word)) {
                break;
            }
            m.answer = {};
            model::arch::push_word(m, stack, model::Bool<Concrete>(wide), number++, bits<32>(word));
            if (host(m.answer.kind) == answer_kind::fault) {
                return;
            }
        }
        m.answer = no_room;
    };
    if (m_.fired.has(Rule::cs_1_same_level)) {
        push(m_, model::arch::current_stack(m_));
    } else {
        m_.answer = {};
        model::arch::check_new_stack(m_, model::arch::descriptor_level<Concrete>(code_of(event)), push);
    }
}

/// As it would enter ring 0.
void Specification::enter_another_ring(const Event& event) {
    const Gate<Concrete> gate{m_.idt.get(event.vector)};
    const auto code = code_of(event);
    const auto level = model::arch::descriptor_level<Concrete>(code);
    m_.answer = {};
    model::arch::check_new_stack(m_, level, [=](auto& m, const model::arch::Stack<Concrete>& stack) {
        model::arch::enter_from_virtual_8086(m, model::arch::target_at(gate, code, level), stack);
    });
}

/// The flags lie below ss and esp, and from virtual-8086 mode gs, fs, ds and es; their bytes were written in that order.
void Specification::set_pushed_rf() {
    const bool from_virtual_8086 = m_.fired.has(Rule::vm_1_entered);
    const std::uint32_t words_above = from_virtual_8086 ? 6 : m_.fired.has(Rule::cs_1_inner_level) ? 2 : 0;
    constexpr std::uint32_t byte_with_rf = 2;
    std::uint32_t wanted = 4 * words_above + byte_with_rf;
    for (const auto& write : m_.memory.log()) {
        if (wanted < write.length) {
            const std::uint32_t at = write.address + wanted;
            m_.memory.poke(at, 1, host(m_.memory.load<1>(bits<32>(at))) | flag::resume >> (8 * byte_with_rf));
            return;
        }
        wanted -= write.length;
    }
}

} // namespace trapspec::diff::cpu
