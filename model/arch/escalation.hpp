// What a fault during a delivery becomes: the next exception, a double fault, or shutdown.
#pragma once

#include "model/arch/delivery.hpp"

namespace trapspec::model::arch {

template <Domain D>
Bool<D> is_contributory(Bits<D, 8> vector) {
    using Vector = Bits<D, 8>;
    return (vector == Vector(0)) |
           (ule(Vector(vector::invalid_tss), vector) & ule(vector, Vector(vector::general_protection)));
}

template <Domain D>
Bool<D> is_exception(const Event<D>& event) {
    return comes_from(event, source::fault) | comes_from(event, source::trap) | comes_from(event, source::abort);
}

// A-DF-1   Two exceptions may make a double fault
// Given    the event that was being delivered and the fault that its delivery met
// Then     a contributory exception (0, 10 to 13) while delivering a contributory one, a contributory one or a page
//          fault while delivering a page fault: a double fault. All else is handled in turn; interrupts, INT n and the
//          other exceptions are benign.
// Source   SDM vol. 3A, "Double Fault Exception (#DF)"
template <Domain D>
Bool<D> makes_double_fault(const Event<D>& first, Bits<D, 8> second) {
    const Bits<D, 8> page_fault(vector::page_fault);
    const Bool<D> second_contributory = is_contributory<D>(second);
    return is_exception(first) & ((is_contributory<D>(first.vector) & second_contributory) |
                                     ((first.vector == page_fault) & (second_contributory | (second == page_fault))));
}

// A-DF-2   A fault while delivering a double fault shuts the CPU down
// Given    m.event and m.answer, a fault
// Then     shutdown if the event was a double fault; a double fault with error code 0 by A-DF-1; else the fault itself
//          is what is delivered next
// Source   SDM vol. 3A, "Double Fault Exception (#DF)"
template <Domain D>
void escalate(Processor<D>& m) {
    const Bool<D> was_double_fault = is_exception(m.event) & (m.event.vector == Bits<D, 8>(vector::double_fault));
    decide(m,
        arm(Rule::df_2_shutdown, was_double_fault, [](auto& m) { m.answer.kind = Bits<D, 2>(answer_kind::shutdown); }),
        arm(Rule::df_1_double_fault,
            makes_double_fault(m.event, m.answer.vector),
            [](auto& m) {
                m.event = Event<D>{Bits<D, 4>(source::abort), Bits<D, 8>(vector::double_fault)};
                m.answer = Answer<D>{};
            }),
        otherwise(Rule::df_1_in_turn, [](auto& m) {
            m.event = Event<D>{Bits<D, 4>(source::fault), m.answer.vector, m.answer.error_code};
            m.answer = Answer<D>{};
        }));
}

/// Benign, contributory, page fault, double fault: the longest chain of deliveries.
inline constexpr unsigned most_attempts = 4;

/// Delivers m.event, and what its delivery leads to, until a handler is entered, a task gate met, or the CPU shut down.
template <Domain D>
void deliver_to_the_end(Processor<D>& m) {
    const auto is_fault = [](const auto& m) { return m.answer.kind == Bits<D, 2>(answer_kind::fault); };
    deliver_once(m);
    for (unsigned attempt = 1; attempt < most_attempts; ++attempt) {
        when(m, Rule::none, is_fault(m), [](auto& m) {
            escalate(m);
            when(m, Rule::none, going_on(m), [](auto& m) { deliver_once(m); });
        });
    }
    when(m, Rule::none, is_fault(m), [](auto& m) { escalate(m); });
}

} // namespace trapspec::model::arch
