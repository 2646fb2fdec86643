// Virtual interrupts.
#pragma once

#include "model/lguest/push.hpp"

namespace trapspec::model {

/// Index of the lowest set bit, 32 if there is none.
template <Domain D>
Bits<D, 32> find_first_bit(Bits<D, 32> map) {
    using Word = Bits<D, 32>;
    Word index(0);
    Word rest = map;
    const auto skip_if_zero = [&](Word low_half, Word width) {
        const Bool<D> zero = (rest & low_half) == Word(0);
        index = ite(zero, index + width, index);
        rest = ite(zero, lshr(rest, width), rest);
    };
    skip_if_zero(Word(0xFFFFu), Word(16));
    skip_if_zero(Word(0xFFu), Word(8));
    skip_if_zero(Word(0xFu), Word(4));
    skip_if_zero(Word(0x3u), Word(2));
    skip_if_zero(Word(0x1u), Word(1));
    return ite(map == Word(0), Word(constant::irq_lines), index);
}

/// Index of the lowest set bit at or above `from`, 32 if there is none.
template <Domain D>
Bits<D, 32> find_next_bit(Bits<D, 32> map, Bits<D, 32> from) {
    using Word = Bits<D, 32>;
    return find_first_bit<D>(map & ~(shl(Word(1), from) - Word(1)));
}

template <Domain D>
struct Due_interrupt {
    Bits<D, 32> irq{};
    Bool<D> more{};
    static constexpr auto fields() {
        return std::tuple{field("irq", &Due_interrupt::irq), field("more", &Due_interrupt::more)};
    }
};

/// A bit for each line whose gate is present.
template <Domain D>
Bits<D, 32> lines_with_handler(const Machine<D>& m) {
    using Word = Bits<D, 32>;
    Word lines(0);
    for (unsigned irq = 0; irq < constant::irq_lines; ++irq) {
        const Gate<D> gate{m.gates.get(Bits<D, 8>::of(constant::first_external_vector + irq))};
        lines = lines | ite(present(gate), Word::of(1U << irq), Word(0));
    }
    return lines;
}

// R-IRQ-1  The lowest pending interrupt that is not blocked is due
// Given    irqs_pending, and blocked_interrupts in lguest_data
// Then     the lowest pending line that is not blocked, 32 if none, and whether the search for a further one gave a
//          number other than 0; no lguest_data or an unreadable mask: 32, and `more` stays as it was
// Source   rules.md R-IRQ-1; R-VER-3 only-handled-lines-due, more-counts
// Why      The search answers 32, not 0, when there is no further one: `more` is always true. The rule says so.
template <Domain D>
Due_interrupt<D> interrupt_pending(Machine<D>& m, Bool<D> more_before) {
    using Word = Bits<D, 32>;
    const Data_word<D> blocked = read_data(m, data_field::blocked_interrupts);
    return decide(m,
        arm(Rule::irq_1_unreadable,
            !blocked.readable,
            [=](auto&) {
                return Due_interrupt<D>{Word(constant::irq_lines), more_before};
            }),
        otherwise(Rule::none, [=](auto& m) {
            const Word wanted = m.cpu.irqs_pending & ~blocked.value;
            const Word candidates = m.rules.only_handled_lines_due ? wanted & lines_with_handler(m) : wanted;
            const Word irq = find_first_bit<D>(candidates);
            decide(m,
                arm(Rule::irq_1_none, irq == Word(constant::irq_lines), [](auto&) {}),
                otherwise(Rule::irq_1_found, [](auto&) {}));
            const Word next = find_next_bit<D>(candidates, irq + Word(1));
            return Due_interrupt<D>{irq, m.rules.more_counts ? ult(next, Word(constant::irq_lines)) : next != Word(0)};
        }));
}

namespace detail {

/// R-IRQ-2, steps 2 and 3: whether the Guest can take an interrupt now.
template <Domain D>
Bool<D> make_receptive(Machine<D>& m) {
    using Word = Bits<D, 32>;
    return decide(m,
        arm(Rule::irq_2_halted,
            m.cpu.halted,
            [](auto& m) {
                const auto written = write_data(m, data_field::irq_enabled, Word(constant::eflags_if));
                when(m, Rule::irq_2_halted_write_failed, !written, [](auto& m) {
                    kill(m, Reason::reenabling_interrupts);
                });
                m.cpu.halted = false;
                return Bool<D>(true);
            }),
        otherwise(Rule::none, [](auto& m) {
            const Data_word<D> enabled = read_data(m, data_field::irq_enabled);
            const Word asked_for =
                m.rules.virtual_if_is_one_bit ? enabled.value & Word(constant::eflags_if) : enabled.value;
            return decide(m,
                arm(Rule::irq_2_masked,
                    (!enabled.readable) | (asked_for == Word(0)),
                    [](auto& m) {
                        write_data(m, data_field::irq_pending, Word(constant::eflags_if));
                        return Bool<D>(false);
                    }),
                otherwise(Rule::irq_2_enabled, [](auto&) { return Bool<D>(true); }));
        }));
}

/// R-IRQ-2, step 4.
template <Domain D>
void deliver_interrupt(Machine<D>& m, Bits<D, 32> irq) {
    using Word = Bits<D, 32>;
    const Gate<D> gate{m.gates.get(trunc<8>(irq + Word(constant::first_external_vector)))};
    decide(m,
        arm(Rule::irq_2_delivered,
            present(gate),
            [=](auto& m) {
                m.cpu.irqs_pending = m.cpu.irqs_pending & ~shl(Word(1), irq);
                set_guest_interrupt(m, gate, Bool<D>(false));
            }),
        otherwise(Rule::irq_2_no_handler, [](auto&) {}));
}

} // namespace detail

// R-IRQ-2  A due interrupt is delivered, or the Guest is told that one waits
// Given    a line below 32, whether more wait, and the time
// Then     in order: (1) eip in the no-interrupt window: nothing. (2) halted: irq_enabled = IF (a failure kills), no
//          longer halted. (3) else irq_enabled 0 or unreadable: irq_pending = IF, stop. (4) gate present: the pending
//          bit is cleared and the interrupt delivered. (5) the time is written (a failure kills). (6) not `more`:
//          irq_pending = 0. A line of 32 or above is a Host bug: panic.
// Source   rules.md R-IRQ-2; R-VER-3 window-only-when-running, virtual-if-is-one-bit
// Why      Steps 5 and 6 come whether or not there was a handler.
template <Domain D>
void try_deliver_interrupt(Machine<D>& m, Bits<D, 32> irq, Bool<D> more, Bits<D, 32> sec, Bits<D, 32> nsec) {
    using Word = Bits<D, 32>;
    const Bool<D> in_window = ule(m.guest.noirq_start, m.regs.eip) & ult(m.regs.eip, m.guest.noirq_end) &
                              !(Bool<D>(m.rules.window_only_when_running) & m.cpu.halted);
    decide(m,
        arm(Rule::irq_2_panic, ule(Word(constant::irq_lines), irq), [](auto& m) { m.outcome.panicked = true; }),
        arm(Rule::irq_2_noirq_window, in_window, [](auto&) {}),
        otherwise(Rule::irq_2_attempt, [=](auto& m) {
            const Bool<D> receptive = detail::make_receptive(m);
            when(m, Rule::none, receptive, [=](auto& m) {
                detail::deliver_interrupt(m, irq);
                const auto written = write_time(m, sec, nsec);
                when(m, Rule::irq_2_timestamp_failed, !written, [](auto& m) { kill(m, Reason::writing_timestamp); });
                when(m, Rule::irq_2_pending_flag_cleared, !more, [](auto& m) {
                    write_data(m, data_field::irq_pending, Word(0));
                });
            });
        }));
}

// R-IRQ-3  Raising an interrupt wakes or kicks the CPU's task
// Given    a line below 32, and whether the task was asleep
// Then     its pending bit is set; the task is woken, and kicked if it was not asleep
// Source   rules.md R-IRQ-3
template <Domain D>
void set_interrupt(Machine<D>& m, Bits<D, 32> irq, Bool<D> asleep) {
    m.fired.add(Rule::irq_3_raised);
    m.cpu.irqs_pending = m.cpu.irqs_pending | shl(Bits<D, 32>(1), irq);
    m.outcome.woke = true;
    when(m, Rule::irq_3_kicked, !asleep, [](auto& m) { m.outcome.kicked = true; });
}

} // namespace trapspec::model
