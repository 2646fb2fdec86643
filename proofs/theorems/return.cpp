// Theorems about the way back: iret undoes a reflected entry.
#include "proofs/hardware.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

/// A delivery about to happen, from any state, with what the theorems need to know of it.
template <Domain D>
struct Delivery {
    Bits<D, 32> n{};
    Registers<D> interrupted{};
    Bits<D, 32> top{};      ///< virtual
    Bits<D, 32> physical{}; ///< of the top
    Bits<D, 32> bytes{};    ///< of the frame
    Bits<D, 32> error_bytes{};
};

template <Domain D>
Delivery<D> any_delivery(Run<D>& run) {
    using Word = Bits<D, 32>;
    run.arbitrary();
    const Machine<D>& m = run.machine();
    Delivery<D> d;
    d.n = run.word("n");
    d.interrupted = m.regs;
    const Bool<D> from_user = rpl<D>(m.regs.ss) != Bits<D, 2>(1);
    d.top = ite(from_user, m.cpu.esp1, m.regs.esp);
    if constexpr (std::is_same_v<D, Symbolic>) {
        Machine<D> scratch = run.machine();
        d.physical = guest_pa(scratch, d.top); // the very term that the rule will build
    }
    // Bits 8, 10 to 14 and 17: the vectors with an error code.
    const Bool<D> error = ult(d.n, Word(32)) & ((lshr(Word(0x27D00), d.n) & Word(1)) == Word(1));
    d.error_bytes = ite(error, Word(4), Word(0));
    d.bytes = ite(from_user, Word(20), Word(12)) + d.error_bytes;
    return d;
}

template <Domain D>
void deliver(Run<D>& run, const Delivery<D>& d) {
    run.event(Event_kind::deliver_trap, {d.n});
    run.assume("the trap was delivered", run.machine().outcome.result == Bits<D, 32>(1));
    run.assume("the Guest lives", !run.machine().guest.dead);
}

template <Domain D>
Bool<D> frame_apart(const Delivery<D>& d, Bits<D, 32> address) {
    return hardware::apart(d.physical - d.bytes, d.bytes, address, Bits<D, 32>(4));
}

template <Domain D>
void assume_ordinary(Run<D>& run, const Delivery<D>& d, bool nt_clear) {
    using Word = Bits<D, 32>;
    const Registers<D>& regs = d.interrupted;
    run.assume("cs and ss have the same RPL, 1 or 3",
        (rpl<D>(regs.cs) == rpl<D>(regs.ss)) &
            ((rpl<D>(regs.cs) == Bits<D, 2>(1)) | (rpl<D>(regs.cs) == Bits<D, 2>(3))));
    run.assume("VM and IOPL are clear", (regs.eflags & Word(0x23000)) == Word(0));
    run.assume("the frame does not overlap irq_enabled",
        frame_apart(d, data_field_address(run.machine(), data_field::irq_enabled)));
    if (nt_clear) {
        run.assume("NT is clear", (regs.eflags & Word(constant::eflags_nt)) == Word(0));
    }
}

/// iret, after the handler dropped the error code, through the stack's own physical addresses.
template <Domain D>
void claim_restored(Run<D>& run, const Delivery<D>& d) {
    using Word = Bits<D, 32>;
    const Machine<D>& m = run.machine();
    const auto back =
        hardware::iret(m, m.regs.esp + d.error_bytes, [&](Word address) { return d.physical + (address - d.top); });
    run.claim("iret does not fault", !back.faults);
    run.claim("eip is restored", back.eip == d.interrupted.eip);
    run.claim("cs is restored", back.cs == trunc<16>(d.interrupted.cs));
    run.claim("eflags is restored", back.eflags == d.interrupted.eflags);
    run.claim("esp is restored", back.esp == d.interrupted.esp);
    run.claim("ss is restored", back.ss == trunc<16>(d.interrupted.ss));
}

/// The CPU finds each byte of the frame where the Host wrote it. Addresses of one page go through the same two entries,
/// the Host walks as the CPU does, and a delivery writes nothing but the frame and irq_enabled, so not the entries.
void stack_translation(Proof& proof) {
    proof.lemma("one page, one translation", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const Word top = run.word("top");
        const Word below = run.word("below");
        run.assume("below lies in the page of the top", ule(below, top & Word(0xFFF)));
        const auto at_top = hardware::translate(run.machine(), top);
        const auto lower = hardware::translate(run.machine(), top - below);
        run.claim("the same directory entry", lower.directory_entry_at == at_top.directory_entry_at);
        run.claim("the same table entry", lower.table_entry_at == at_top.table_entry_at);
        run.claim("mapped alike", lower.present == at_top.present);
        run.claim("as far apart in physical memory", lower.physical == at_top.physical - below);
    });
    proof.show("the Host walks as the CPU does", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const auto by_cpu = hardware::translate(run.machine(), run.word("address"));
        run.event(Event_kind::translate, {run.word("address")});
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.claim("it is mapped", by_cpu.present);
        run.claim("to the same address", run.machine().outcome.result == Word(by_cpu.physical));
    });
    proof.show("only the frame and irq_enabled are written", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Word_of<decltype(run)>;
        const auto d = any_delivery(run);
        run.generalise("physical_top", d.physical);
        run.machine().guest.data_address = d.physical + run.word("data_page_from_top");
        const Word irq_enabled = data_field_address(run.machine(), data_field::irq_enabled);
        run.event(Event_kind::deliver_trap, {d.n});
        run.claim("an answer", ule(run.machine().outcome.result, 1));
        if constexpr (std::is_same_v<D, Symbolic>) {
            for (const auto* write : run.machine().memory.log().items()) {
                const auto& [address, bytes, value] = write->entry;
                const auto from_bottom = address - (d.physical - d.bytes);
                run.claim("a word of the frame, or irq_enabled",
                    implies(write->guard, ule(from_bottom, d.bytes - 4) | (address == irq_enabled)));
            }
        }
    });
}

/// In four cases, ring 1 or 3, with or without an error code, and cut at the translation of the stack's top.
template <bool Nt_clear>
void round_trip(Proof& proof) {
    proof.history("a trap in the Guest kernel", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word eflags = run.word("eflags", {Nt_clear ? 0x202U : 0x4202U});
        Delivery<Domain_of<decltype(run)>> d;
        d.n = trap_in_guest_kernel(run, eflags);
        d.interrupted = run.machine().regs;
        d.top = d.physical = d.interrupted.esp;
        d.bytes = Word(12);
        run.assume("a vector without error code", d.n == Word(3));
        run.assume("from ring 1", (d.interrupted.ss & Word(3)) == Word(1));
        assume_ordinary(run, d, Nt_clear);
        deliver(run, d);
        claim_restored(run, d);
    });
    for (const bool user : {false, true}) {
        for (const bool error : {false, true}) {
            const std::string name =
                std::string(user ? "ring 3" : "ring 1") + (error ? " with" : " without") + " error code";
            proof.show(name, [=](auto& run) {
                using Word = Word_of<decltype(run)>;
                const auto d = any_delivery(run);
                run.assume("this ring", (rpl<Domain_of<decltype(run)>>(d.interrupted.ss) == 1) != user);
                run.assume("this kind of vector", (d.error_bytes == Word(4)) == error);
                run.generalise("physical_top", d.physical);
                // Any address, named by its distance: what the solver compares is then the distance alone.
                run.machine().guest.data_address = d.physical + run.word("data_page_from_top");
                assume_ordinary(run, d, Nt_clear);
                deliver(run, d);
                claim_restored(run, d);
            });
        }
    }
}

constexpr Theorem list[] = {
    {"stack-translation",
        "The CPU finds every byte of a frame that lies in the page of its top where the Host pushed it.",
        "R-PUSH-1 R-PUSH-2 R-PUSH-6 R-MEM-4",
        in_none,
        stack_translation},
    {"iret-restores",
        "Pushing then iret restores eip, cs, eflags, esp and ss of an interrupted state with NT clear.",
        "R-PUSH-1 R-PUSH-2 R-PUSH-3 R-PUSH-4 R-PUSH-5 R-PUSH-6 R-TRAP-1 R-TRAP-2",
        in_none,
        round_trip<true>},
    {"iret-restores-nested-task",
        "Pushing then iret restores the interrupted state whatever its NT.",
        "R-PUSH-6 R-VER-2",
        before_3_18,
        round_trip<false>},
};

} // namespace

std::span<const Theorem> return_theorems() {
    return list;
}

} // namespace trapspec::proofs
