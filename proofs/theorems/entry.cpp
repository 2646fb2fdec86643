// Theorems about a reflected entry: R-PUSH.
#include "proofs/induction.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

/// After a delivery, these flags are clear.
template <std::uint32_t Flags>
void entry_clears(Proof& proof) {
    proof.history("a trap in the Guest kernel", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word n = trap_in_guest_kernel(run, run.word("eflags", {0x202 | Flags}));
        run.event(Event_kind::deliver_trap, {n});
        run.assume("the trap was delivered", run.machine().outcome.result == Word(1));
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.claim("they are clear in the handler", (run.machine().regs.eflags & Word(Flags)) == Word(0));
    });
    proof.show("any delivery", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        run.any_event(Event_kind::deliver_trap);
        run.assume("the trap was delivered", run.machine().outcome.result == Word(1));
        run.claim("they are clear in the handler", (run.machine().regs.eflags & Word(Flags)) == Word(0));
    });
}

constexpr Theorem list[] = {
    {"entry-clears-tf",
     "A reflected entry clears TF, as the CPU does: the handler is not single-stepped.",
     "R-PUSH-6 R-VER-2",
     before_3_18,
     entry_clears<constant::eflags_tf>},
    {"entry-clears-nt-rf-vm",
     "A reflected entry clears NT, RF and VM, as the CPU does.",
     "R-PUSH-6 R-VER-2",
     before_3_18,
     entry_clears<constant::eflags_nt | constant::eflags_rf | constant::eflags_vm>},
};

} // namespace

std::span<const Theorem> entry_theorems() { return list; }

} // namespace trapspec::proofs
