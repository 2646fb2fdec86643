// Theorems about the Host's accesses to Guest memory: R-MEM.
#include "proofs/hardware.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

template <Domain D>
Bits<D, 64> wide(Bits<D, 32> x) {
    return zext<64>(x);
}

/// R-MEM-1 without wrap-around, in 64 bits: the byte after the last one lies below the Guest's end and below 2^32.
template <Domain D>
Bool<D> may_access(const Machine<D>& m, Bits<D, 32> address, std::uint64_t length) {
    const Bits<D, 64> end = wide<D>(address) + Bits<D, 64>::of(length);
    return ult(end, shl(wide<D>(m.guest.pfn_limit), Bits<D, 64>(12))) & ult(end, Bits<D, 64>::of(std::uint64_t{1} << 32));
}

/// Every byte exists and none is in the hole.
template <Domain D>
Bool<D> exists(const Machine<D>& m, Bits<D, 32> address) {
    Bool<D> all = true;
    for (unsigned i = 0; i < 4; ++i) {
        const Bits<D, 64> page = lshr(wide<D>(address) + Bits<D, 64>::of(i), Bits<D, 64>(12));
        const Bits<D, 64> hole = wide<D>(m.faults.hole_page);
        const Bool<D> in_hole = ule(hole, page) & ult(page, hole + wide<D>(m.faults.hole_pages));
        all = all & ult(page, wide<D>(m.faults.mapped_pages)) & (!in_hole) & ult(page, Bits<D, 64>(0x100000));
    }
    return all;
}

void access_exact(Proof& proof) {
    proof.show("a read", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto address = run.word("address");
        const Machine<D>& m = run.machine();
        const auto fine = may_access(m, address, 4) & exists(m, address) & ((m.faults.read_faults & 0x100) == 0);
        const auto was_dead = m.guest.dead;
        const auto word = m.memory.template load<4>(address);
        run.event(Event_kind::read_memory, {address});
        run.claim("the word, or 0", m.outcome.result == ite(fine, word, Bits<D, 32>(0)));
        run.claim("killed unless it could be read", m.guest.dead == (was_dead | !fine));
        run.claim("with reason, address and length", was_dead | fine
            | ((m.guest.reason == 2) & (m.guest.reason_0 == address) & (m.guest.reason_1 == 4)));
    });
    proof.show("a write", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto address = run.word("address");
        const auto x = run.word("x");
        const Machine<D>& m = run.machine();
        const auto fine = may_access(m, address, 4) & exists(m, address) & ((m.faults.write_faults & 0x100) == 0);
        const auto was_dead = m.guest.dead;
        const auto before = m.memory.template load<1>(x);
        run.event(Event_kind::write_memory, {address, run.word("value")});
        const auto after = m.memory.template load<1>(x);
        const auto written = lshr(run.word("value"), shl(x - address, Bits<D, 32>(3)));
        run.claim("the four bytes, little-endian, and no other",
            after == ite(fine & ult(x - address, 4), trunc<8>(written), before));
        run.claim("killed unless it could be written", m.guest.dead == (was_dead | !fine));
        run.claim("with reason, address and length", was_dead | fine
            | ((m.guest.reason == 1) & (m.guest.reason_0 == address) & (m.guest.reason_1 == 4)));
    });
}

void walk_exact(Proof& proof) {
    proof.show("any tables", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto address = run.word("address");
        const auto by_cpu = hardware::translate(run.machine(), address);
        const auto was_dead = run.machine().guest.dead;
        run.event(Event_kind::translate, {address});
        const Machine<D>& m = run.machine();
        run.claim("if it kills, that is for a table that is out of reach or an entry that is not present",
            was_dead | (!m.guest.dead) | (m.guest.reason == 2) | ((m.guest.reason == 3) & (m.guest.reason_0 == address)));
        run.claim("alive: mapped, and where the CPU finds it",
            m.guest.dead | (by_cpu.present & (m.outcome.result == by_cpu.physical)));
        run.claim("before the Guest has tables: the address itself", m.guest.paging | (m.outcome.result == address));
        run.claim("otherwise its page offset, or 0xFFFFFFFF",
            (!m.guest.paging) | (((m.outcome.result ^ address) & 0xFFF) == 0) | (m.outcome.result == 0xFFFFFFFFu));
    });
}

/// lguest_data lies inside the Guest, so that its fields do.
template <Domain D>
Bool<D> data_inside(const Machine<D>& m) {
    return (!m.guest.initialised) | may_access(m, m.guest.data_address, 1396);
}

void data_page_inside(Proof& proof) {
    by_induction(proof, [](auto&) {
        return []<Domain D>(const Machine<D>& m) { return data_inside(m); };
    });
}

void no_write_outside(Proof& proof) {
    for_every_event(
        proof,
        [](auto& run) {
            using D = Domain_of<decltype(run)>;
            const auto x = run.word("x");
            const Machine<D>& m = run.machine();
            run.assume("lguest_data is inside (theorem data-page-inside)", data_inside(m));
            run.assume("x is not the Guest's memory", ule(m.guest.pfn_limit, lshr(x, Bits<D, 32>(12)))
                | ule(m.faults.mapped_pages, lshr(x, Bits<D, 32>(12))));
            const auto before = m.memory.template load<1>(x);
            return [=](auto& after) {
                after.claim("it is as it was", after.machine().memory.template load<1>(x) == before);
            };
        },
        // A new Guest has new memory; the Guest's own write is not the Host's; a pass of the run loop is its parts.
        {Event_kind::start_guest, Event_kind::guest_write, Event_kind::run}
    );
}

void last_word(Proof& proof) {
    proof.history("the last word of memory", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(16), Word(16));
        run.event(Event_kind::write_memory, {Word(0xFFFC), run.word("value")});
        run.claim("the Host can write it", !run.machine().guest.dead);
    });
}

void stack_at_the_end(Proof& proof) {
    proof.history("a kernel stack that starts at the end of memory", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word zero(0);
        start_with_data_page(run, Word(0x200), zero);
        run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
        run.event(Event_kind::set_stack, {Word(0x69), Word(0x10000), Word(1), zero});
        run.event(
            Event_kind::trap,
            {Word(3), zero, run.word("eip", {0x08048000}), Word(0x73), Word(0x202), run.word("esp", {0x4000}),
             Word(0x7b), zero, zero, zero}
        );
        run.assume("it has a handler", run.machine().gates.get(3) != 0);
        run.claim("a trap is delivered there", !run.machine().guest.dead);
    });
}

constexpr Theorem list[] = {
    {"access-exact",
     "A word is read or written just when it ends below the Guest's last byte, is backed and does not fail; else it kills.",
     "R-MEM-1 R-MEM-2 R-MEM-3",
     in_none,
     access_exact},
    {"walk-exact",
     "The Host finds a live Guest's addresses where the CPU finds them.",
     "R-MEM-4 R-MEM-3",
     in_none,
     walk_exact},
    {"data-page-inside",
     "lguest_data, once named, lies inside Guest memory.",
     "R-MEM-1 R-RUN-1",
     in_none,
     data_page_inside},
    {"no-write-outside",
     "No event writes outside Guest memory.",
     "R-MEM-2 R-PUSH-1 R-PUSH-7 R-IRQ-2 R-TRAP-4",
     in_none,
     no_write_outside},
    {"last-word-usable",
     "The Host can write the last word of Guest memory.",
     "R-MEM-1",
     in_every_linux,
     last_word},
    {"stack-at-the-end",
     "A kernel stack may start at the end of Guest memory.",
     "R-MEM-1 R-PUSH-1 R-STK-1",
     in_every_linux,
     stack_at_the_end},
};

} // namespace

std::span<const Theorem> memory_theorems() { return list; }

} // namespace trapspec::proofs
