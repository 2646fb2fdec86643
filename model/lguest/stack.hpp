// The Guest's kernel stack.
#pragma once

#include "model/lguest/memory.hpp"
#include "model/lguest/push.hpp"

namespace trapspec::model {

/// The most pages that a stack is unrolled to; more is refused where events enter (rules.md sets no bound).
inline constexpr unsigned max_stack_pages = 64;

// R-STK-2  and its pages are pinned
// Given    esp1 and stack_pages; bit i of the input says that pinning page i fails (bit 31 for all from 31 on)
// Then     for i from 0 to stack_pages - 1 the page of esp1 - 1 - i * 4096 is pinned by R-MEM-5
// Source   rules.md R-STK-2
template <Domain D>
void pin_stack_pages(Machine<D>& m, Bits<D, 32> pin_failures, unsigned bound = max_stack_pages) {
    using Word = Bits<D, 32>;
    for (unsigned i = 0; i < turns<D>(m.guest.stack_pages, bound); ++i) {
        const Bool<D> wanted = ult(Word::of(i), m.guest.stack_pages);
        const Bool<D> fails = (lshr(pin_failures, Word::of(i < 31 ? i : 31)) & Word(1)) != Word(0);
        when(m, Rule::stk_2_page, wanted, [=](auto& m) {
            pin_page(m, m.cpu.esp1 - Word(1) - Word::of(std::uint64_t{i} << constant::page_shift), fails);
        });
    }
}

// R-STK-1  The kernel stack is stored whatever its faults
// Given    a segment, a stack top and a number of pages
// Then     RPL other than 1: killed with the segment; more than 2 pages: killed with the number; in every case ss1 (16
//          bits), esp1 and stack_pages are stored, then R-STK-2
// Source   rules.md R-STK-1; R-VER-3 refused-stack-dropped
// Why      A kill ends nothing, so a dead Guest still gets its stack.
template <Domain D>
void guest_set_stack(Machine<D>& m, Bits<D, 32> segment, Bits<D, 32> esp, Bits<D, 32> pages, Bits<D, 32> pin_failures) {
    const Bool<D> bad_segment = rpl<D>(segment) != Bits<D, 2>(constant::guest_kernel_ring);
    const Bool<D> bad_pages = ult(Bits<D, 32>(2), pages);
    when(m, Rule::stk_1_bad_segment, bad_segment, [=](auto& m) { kill(m, Reason::bad_stack_segment, segment); });
    when(m, Rule::stk_1_bad_pages, bad_pages, [=](auto& m) { kill(m, Reason::bad_stack_pages, pages); });
    decide(m,
        arm(Rule::stk_1_dropped, Bool<D>(m.rules.refused_stack_dropped) & (bad_segment | bad_pages), [](auto&) {}),
        otherwise(Rule::stk_1_stored, [=](auto& m) {
            m.cpu.ss1 = trunc<16>(segment);
            m.cpu.esp1 = esp;
            m.guest.stack_pages = pages;
            pin_stack_pages(m, pin_failures);
        }));
}

} // namespace trapspec::model
