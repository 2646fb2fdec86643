// Theorems about how a Guest begins, and its end from outside.
#include "model/step.hpp"
#include "proofs/theorems/same_state.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void fresh_guest(Proof& proof) {
    proof.show_claim_by_claim("after any other", [](Run<Symbolic>& run) {
        using Word = Bits<Symbolic, 32>;
        run.arbitrary();
        const Word pfn_limit = run.word("pages_of_it");
        const Word mapped_pages = run.word("pages_backed");
        run.apply([&](auto& m) { start_guest(m, pfn_limit, mapped_pages); });
        const Machine<Symbolic>& m = run.machine();

        Registers<Symbolic> regs{};
        regs.trapnum = 256;
        Cpu<Symbolic> cpu{};
        cpu.changed = 3;
        cpu.ss1 = Bits<Symbolic, 16>::of(m.rules.first_stack_in_ring_1 ? 0x69 : 0);
        Guest<Symbolic> guest{};
        guest.pfn_limit = pfn_limit;
        Faults<Symbolic> faults{};
        faults.mapped_pages = mapped_pages;
        run.claim("no trap has come yet, and its registers are 0", same_fields(m.regs, regs));
        run.claim("all is to be refreshed, and nothing waits", same_fields(m.cpu, cpu));
        run.claim("it has its pages, and no lguest_data", same_fields(m.guest, guest));
        run.claim("no fault is injected", same_fields(m.faults, faults));
        run.claim("the TSS has no stack for it", (m.host.tss_esp1 == 0) & (m.host.tss_ss1 == 0));
        const auto slot = run.word<8>("slot");
        run.claim("it has no gates", (m.gates.get(slot) == 0) & (m.idt.get(slot) == 0));
        run.claim("its memory is 0", m.memory.load<1>(run.word("x")) == 0);
    });
}

void killed_outside(Proof& proof) {
    proof.show("any state", [](auto& run) {
        run.arbitrary();
        const auto was_dead = run.machine().guest.dead;
        run.any_event(Event_kind::kill_outside);
        const auto& guest = run.machine().guest;
        run.claim("it is dead", guest.dead);
        run.claim("for a reason outside the rules", was_dead | (guest.reason == 18));
    });
}

constexpr Theorem list[] = {
    {"fresh-guest-exact",
        "A Guest begins with nothing of the one before: no gates, no lguest_data, memory 0, all to be refreshed.",
        "R-RUN-1 R-COPY-1 R-CLK-3",
        in_none,
        fresh_guest},
    {"killed-outside-exact",
        "What kills a Guest outside the rules has a reason of its own.",
        "R-RUN-1",
        in_none,
        killed_outside},
};

} // namespace

std::span<const Theorem> beginning_theorems() {
    return list;
}

} // namespace trapspec::proofs
