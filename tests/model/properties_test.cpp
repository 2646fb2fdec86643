// What holds for random words: rules whose space is too large to walk.
#include <bit>

#include "model/lguest/gate.hpp"
#include "model/lguest/memory.hpp"
#include "tests/support/checks.hpp"

#include <rapidcheck/gtest.h> // wants gtest before it

namespace trapspec::test {
namespace {

/// Words near the edges as often as words from anywhere.
rc::Gen<uint32_t> word() {
    return rc::gen::oneOf(rc::gen::arbitrary<uint32_t>(),
        rc::gen::inRange<uint32_t>(0, 0x50000),
        rc::gen::map(rc::gen::inRange<uint32_t>(0, 0x5000), [](uint32_t x) { return 0xFFFFFFFFU - x; }),
        rc::gen::map(rc::gen::inRange<uint32_t>(0, 32), [](uint32_t bit) { return 1U << bit; }));
}

// R-MEM-1
RC_GTEST_PROP(Properties, R_MEM_1_as_64_bit_arithmetic_says, ()) {
    Machine m;
    const uint32_t address = *word();
    const uint32_t length = *word();
    const uint32_t limit = *word();
    m.guest.pfn_limit = Word::of(limit);
    const uint64_t end = uint64_t{address} + length;
    RC_ASSERT(model::address_ok(m, Word::of(address), Word::of(length)).host() ==
              (end < (uint64_t{1} << 32) && end / 4096 < limit));
}

// R-MEM-2, R-MEM-3
RC_GTEST_PROP(Properties, R_MEM_2_R_MEM_3_read_what_was_written_or_nothing, ()) {
    static Machine m = legal_guest();
    happens(m, Event_kind::start_guest, {64, 64});
    const uint32_t address = *word();
    const uint32_t value = *word();
    happens(m, Event_kind::write_memory, {address, value});
    const bool written = !m.guest.dead.host();
    RC_ASSERT(written == (uint64_t{address} + 4 < 0x40000));
    happens(m, Event_kind::read_memory, {address});
    RC_ASSERT(m.outcome.result.host() == (written ? value : 0));
}

// R-MEM-4
RC_GTEST_PROP(Properties, R_MEM_4_two_level_walk, ()) {
    Machine m = legal_guest();
    const uint32_t address = *word();
    const uint32_t table = *rc::gen::inRange<uint32_t>(4, 60) * 4096;
    const uint32_t low = *rc::gen::inRange<uint32_t>(0, 4096);
    const uint32_t entry = *word();
    set_word(m, place::directory + address / 0x400000 * 4, table | (low & 0xFFE) | 1);
    set_word(m, table + address / 4096 % 1024 * 4, entry);
    happens(m, Event_kind::translate, {address});
    RC_ASSERT(m.outcome.result.host() == entry / 4096 * 4096 + address % 4096);
    RC_ASSERT(m.guest.dead.host() == (entry % 2 == 0));
}

// R-GATE-1, R-GATE-2, R-GATE-3, R-SET-1, R-SET-3
RC_GTEST_PROP(Properties, R_GATE_R_SET_an_installed_gate_is_the_guests_own_with_the_guests_selector, ()) {
    Machine m = legal_guest();
    const uint32_t a = *word();
    const uint32_t b = *word();
    happens(m, Event_kind::load_idt_entry, {3, a, b});
    const Gate_words slot = gate_of(m, 3);
    if (b / 0x8000 % 2 == 0) {
        RC_ASSERT(slot == Gate_words{});
        return;
    }
    RC_ASSERT(slot.a / 0x10000 == 0x61U);
    RC_ASSERT(slot.a % 0x10000 == a % 0x10000);
    RC_ASSERT((slot.b ^ b) == (b & 0x10FF));
    const auto gate = model::Gate<model::Concrete>::of(Word::of(slot.a), Word::of(slot.b));
    RC_ASSERT(handler(gate).host() == (b / 0x10000 * 0x10000 | a % 0x10000));
    RC_ASSERT(model::type(gate).host() == b / 0x100 % 16);
    RC_ASSERT(present(gate).host());
}

// R-IRQ-1
RC_GTEST_PROP(Properties, R_IRQ_1_is_the_lowest_bit, ()) {
    Machine m = legal_guest();
    const uint32_t pending = *word();
    const uint32_t blocked = *word();
    m.cpu.irqs_pending = Word::of(pending);
    set_shared(m, shared::blocked_interrupts, blocked);
    happens(m, Event_kind::interrupt_pending);
    RC_ASSERT(m.outcome.result.host() == static_cast<uint32_t>(std::countr_zero(pending & ~blocked)));
    RC_ASSERT(m.outcome.more.host());
}

// R-PUSH-1 to R-PUSH-6
RC_GTEST_PROP(Properties, R_PUSH_a_frame_that_fits_can_be_popped, ()) {
    Machine m = legal_guest();
    const bool kernel = *rc::gen::arbitrary<bool>();
    const uint32_t top = *rc::gen::inRange<uint32_t>(0x5000, 0x3F000); // above the tables and the shared page
    const uint32_t vector = *rc::gen::inRange<uint32_t>(0, 256);
    const uint32_t eip = *word();
    const uint32_t cs = *word();
    const uint32_t eflags = *word();
    const uint32_t esp = kernel ? 0xC0000000 + top : *word();
    const uint32_t ss = kernel ? *word() / 4 * 4 + 1 : *word() / 4 * 4 + 3;
    m.cpu.esp1 = Word::of(0xC0000000 + top);
    set_gate(m, vector, trap_gate(0xC0101234));
    happens(m, Event_kind::set_registers, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 256, 0xE, eip, cs, eflags, esp, ss});
    happens(m, Event_kind::deliver_trap, {vector});
    RC_ASSERT(!m.guest.dead.host());

    uint32_t at = static_cast<uint32_t>(m.regs.esp.host()) - 0xC0000000;
    const auto pop = [&] {
        at += 4;
        return word_at(m, at - 4);
    };
    if (carries_error_code(vector)) { // no || inside RC_ASSERT: it would not short-circuit
        RC_ASSERT(pop() == 0xEU);
    }
    RC_ASSERT(pop() == eip);
    RC_ASSERT(pop() == cs);
    RC_ASSERT(pop() == eflags);
    if (!kernel) {
        RC_ASSERT(pop() == esp);
        RC_ASSERT(pop() == ss);
    }
    RC_ASSERT(at == top);
}

} // namespace
} // namespace trapspec::test
