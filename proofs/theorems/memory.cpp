// Theorems about the Host's accesses to Guest memory: R-MEM.
#include "proofs/hardware.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

template <Domain D>
Bits<D, 33> wide(Bits<D, 32> x) {
    return zext<33>(x);
}

template <Domain D>
Bits<D, 32> page_of(Bits<D, 32> address) {
    return zext<32>(extract<31, 12>(address));
}

/// R-MEM-1 without wrap-around, in 33 bits: the byte after the last one, or the last one, lies in a page of the Guest,
/// below 2^32.
template <Domain D>
Bool<D> may_access(const Machine<D>& m, Bits<D, 32> address, std::uint64_t length) {
    const auto end = wide<D>(address) + Bits<D, 33>::of(m.rules.last_byte_usable ? length - 1 : length);
    return (extract<32, 32>(end) == 0) & ult(zext<32>(extract<31, 12>(end)), m.guest.pfn_limit);
}

/// The page is backed and not in the hole.
template <Domain D>
Bool<D> exists(const Machine<D>& m, Bits<D, 32> page) {
    const Bool<D> below_hole = ult(page, m.faults.hole_page);
    const Bool<D> above_hole = ule(wide<D>(m.faults.hole_page) + wide<D>(m.faults.hole_pages), wide<D>(page));
    return ult(page, m.faults.mapped_pages) & (below_hole | above_hole);
}

void access_exact(Proof& proof) {
    proof.show_claim_by_claim("what can be reached", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto address = run.word("address");
        const Machine<D>& m = run.machine();
        const auto allowed = run.answer("allowed", address_ok(m, address, Bits<D, 32>(4)));
        const auto backed = run.answer("backed", is_backed(m, address, Bits<D, 32>(4)));
        const auto i = run.word("i");
        const auto first = page_of<D>(address);
        const auto last = page_of<D>(address + 3);
        const auto wraps = ult(address + 3, address);
        run.claim("it ends below the Guest's last byte", allowed == may_access(m, address, 4));
        run.claim("its first and its last page are there", backed == ((!wraps) & exists(m, first) & exists(m, last)));
        run.claim("and it has no others",
            wraps | (!ult(i, 4)) | (page_of<D>(address + i) == first) | (page_of<D>(address + i) == last));
    });
    proof.show("a read", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto address = run.word("address");
        const Machine<D>& m = run.machine();
        const auto fine = address_ok(m, address, Bits<D, 32>(4)) & is_backed(m, address, Bits<D, 32>(4)) &
                          ((m.faults.read_faults & 0x100) == 0);
        const auto was_dead = m.guest.dead;
        const auto word = m.memory.template load<4>(address);
        run.event(Event_kind::read_memory, {address});
        run.claim("the word, or 0", m.outcome.result == ite(fine, word, Bits<D, 32>(0)));
        run.claim("killed unless it could be read", m.guest.dead == (was_dead | !fine));
        run.claim("with reason, address and length",
            was_dead | fine | ((m.guest.reason == 2) & (m.guest.reason_0 == address) & (m.guest.reason_1 == 4)));
    });
    proof.show("a write", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto address = run.word("address");
        const auto distance = run.word("distance");
        const Machine<D>& m = run.machine();
        const auto fine = address_ok(m, address, Bits<D, 32>(4)) & is_backed(m, address, Bits<D, 32>(4)) &
                          ((m.faults.write_faults & 0x100) == 0);
        const auto was_dead = m.guest.dead;
        const auto before = m.memory.template load<1>(address + distance);
        run.event(Event_kind::write_memory, {address, run.word("value")});
        const auto after = m.memory.template load<1>(address + distance);
        const auto written = lshr(run.word("value"), shl(distance, Bits<D, 32>(3)));
        run.claim("the four bytes, little-endian, and no other",
            after == ite(fine & ult(distance, 4), trunc<8>(written), before));
        run.claim("killed unless it could be written", m.guest.dead == (was_dead | !fine));
        run.claim("with reason, address and length",
            was_dead | fine | ((m.guest.reason == 1) & (m.guest.reason_0 == address) & (m.guest.reason_1 == 4)));
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
            was_dead | (!m.guest.dead) | ((m.guest.reason == 2) & (m.guest.reason_1 == 4)) |
                ((m.guest.reason == 3) & (m.guest.reason_0 == address)));
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
    return (!m.guest.initialised) | address_ok(m, m.guest.data_address, Bits<D, 32>(1396));
}

void data_page_inside(Proof& proof) {
    by_induction(proof, [](auto&) { return []<Domain D>(const Machine<D>& m) { return data_inside(m); }; });
}

/// Every byte that an event wrote to, by the list of its writes, each under its condition.
template <Domain D>
void claim_writes_inside(Run<D>& run) {
    const Machine<D>& m = run.machine();
    run.claim("each write, if there is any", Bool<D>(true));
    for (const auto* write : m.memory.log().items()) {
        const auto& [address, bytes, value] = write->entry;
        const auto last = address + Bits<D, 32>::of(bytes - 1);
        const auto page = lshr(last, Bits<D, 32>(12));
        run.claim("it does not wrap", implies(write->guard, ule(address, last)));
        run.claim(
            "it ends inside", implies(write->guard, ult(page, m.guest.pfn_limit) & ult(page, m.faults.mapped_pages)));
    }
}

void no_write_outside(Proof& proof) {
    for_every_event(proof,
        [](auto& run) {
            run.assume("lguest_data is inside (theorem data-page-inside)", data_inside(run.machine()));
            return [=](auto& after) { claim_writes_inside(after); };
        },
        // A new Guest has new memory; the Guest's own write is not the Host's; a pass of the run loop is its parts.
        {Event_kind::start_guest, Event_kind::guest_write, Event_kind::run});
}

/// A live Guest, all of whose pages are backed, and no access to them fails.
template <Domain D>
void assume_all_there(Run<D>& run) {
    const Machine<D>& m = run.machine();
    run.assume("the Guest lives", !m.guest.dead);
    run.assume("it has pages, and less than 4 GB", ule(1, m.guest.pfn_limit) & ult(m.guest.pfn_limit, 0x100000));
    run.assume("all are backed", (m.faults.mapped_pages == m.guest.pfn_limit) & (m.faults.hole_pages == 0));
    run.assume("no access fails", (m.faults.read_faults == 0) & (m.faults.write_faults == 0));
}

void last_word(Proof& proof) {
    proof.history("the last word of memory", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(16), Word(16));
        run.event(Event_kind::write_memory, {Word(0xFFFC), run.word("value")});
        run.claim("the Host can write it", !run.machine().guest.dead);
    });
    proof.show("any live Guest of less than 4 GB", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        assume_all_there(run);
        run.event(Event_kind::write_memory, {shl(run.machine().guest.pfn_limit, Word(12)) - 4, run.word("value")});
        run.claim("the Host can write it", !run.machine().guest.dead);
    });
}

void stack_at_the_end(Proof& proof) {
    proof.history("a kernel stack that starts at the end of memory", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word zero(0);
        start_with_data_page(run, Word(0x200), zero);
        run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
        run.event(Event_kind::set_stack, {Word(0x69), Word(0x10000), Word(1)});
        run.event(Event_kind::trap,
            {Word(3),
                zero,
                run.word("eip", {0x08048000}),
                Word(0x73),
                Word(0x202),
                run.word("esp", {0x4000}),
                Word(0x7b)});
        run.assume("it has a handler", run.machine().gates.get(3) != 0);
        run.claim("a trap is delivered there", !run.machine().guest.dead);
    });
    proof.show("any live Guest of less than 4 GB, with linear memory", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        assume_all_there(run);
        const Word n = run.word("n");
        run.machine().guest.paging = false;
        run.machine().cpu.esp1 = shl(run.machine().guest.pfn_limit, Word(12));
        run.assume("from ring 3", (run.machine().regs.ss & 3) == 3);
        run.assume("through a trap gate", is_trap_gate(Gate<D>{run.machine().gates.get(trunc<8>(n))}));
        run.event(Event_kind::deliver_trap, {n});
        run.claim("a trap is delivered there", !run.machine().guest.dead);
    });
}

constexpr Theorem list[] = {
    {"access-exact",
        "A word is read or written just when it ends below the Guest's last byte, is backed and does not fail; else it "
        "kills.",
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
    {"last-word-usable", "The Host can write the last word of Guest memory.", "R-MEM-1", in_every_linux, last_word},
    {"stack-at-the-end",
        "A kernel stack may start at the end of Guest memory.",
        "R-MEM-1 R-PUSH-1 R-STK-1",
        in_every_linux,
        stack_at_the_end},
};

} // namespace

std::span<const Theorem> memory_theorems() {
    return list;
}

} // namespace trapspec::proofs
