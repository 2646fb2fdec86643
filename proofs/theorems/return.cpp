// Theorems about the way back: iret undoes a reflected entry.
#include "proofs/hardware.hpp"
#include "proofs/theorems/frame.hpp"
#include "proofs/theorems/gates.hpp"
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
    Frame<D> frame{};
    Bits<D, 32> error_bytes{};
    Bits<D, 32> pushed_flags{};

    /// The frame's word k, from its lowest address on, the error code apart.
    [[nodiscard]] Bits<D, 32> word(unsigned k, bool zero_extended) const {
        const auto selector = [=](Bits<D, 32> s) { return zero_extended ? s & Bits<D, 32>(0xFFFF) : s; };
        const std::array words{
            interrupted.eip, selector(interrupted.cs), pushed_flags, interrupted.esp, selector(interrupted.ss)};
        return words[k];
    }
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
    d.error_bytes = ite(cpu_has_error_code(d.n), Word(4), Word(0));
    d.frame.top = ite(from_user, m.cpu.esp1, m.regs.esp);
    d.frame.bytes = ite(from_user, Word(20), Word(12)) + d.error_bytes;
    if constexpr (std::is_same_v<D, Symbolic>) {
        d.frame.translate_by_rule(m, d.n);
    }
    return d;
}

template <Domain D>
void deliver(Run<D>& run, const Delivery<D>& d) {
    run.event(Event_kind::deliver_trap, {d.n});
    run.assume("the trap was delivered", run.machine().outcome.result == Bits<D, 32>(1));
    run.assume("the Guest lives", !run.machine().guest.dead);
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
        d.frame.apart(data_field_address(run.machine(), data_field::irq_enabled)));
    if (nt_clear) {
        run.assume("NT is clear", (regs.eflags & Word(constant::eflags_nt)) == Word(0));
    }
}

/// iret, after the handler dropped the error code; `load` gives a word of its stack.
template <Domain D, class Load>
void claim_restored(Run<D>& run, const Delivery<D>& d, const Load& load) {
    const auto back = hardware::iret(run.machine(), run.machine().regs.esp + d.error_bytes, load);
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
        cut_at_translation(run, d.frame);
        const Word irq_enabled = data_field_address(run.machine(), data_field::irq_enabled);
        run.event(Event_kind::deliver_trap, {d.n});
        run.claim("an answer", ule(run.machine().outcome.result, 1));
        for (const auto* write : run.machine().memory.log().items()) {
            const auto& [address, bytes, value] = write->entry;
            const auto length = Bits<D, 32>::of(bytes);
            run.claim("within the frame, or irq_enabled",
                implies(write->guard, d.frame.holds(address, length) | (address == irq_enabled)));
        }
    });
}

/// In four cases, ring 1 or 3, with or without an error code, and cut at the translation of the stack.
template <class Body>
void for_each_kind_of_frame(Proof& proof, Body body) {
    for (const bool user : {false, true}) {
        for (const bool error : {false, true}) {
            const std::string name =
                std::string(user ? "ring 3" : "ring 1") + (error ? " with" : " without") + " error code";
            proof.show(name, [=](auto& run) {
                using Word = Word_of<decltype(run)>;
                auto d = any_delivery(run);
                run.assume("this ring", (rpl<Domain_of<decltype(run)>>(d.interrupted.ss) == 1) != user);
                run.assume("this kind of vector", (d.error_bytes == Word(4)) == error);
                settle_kind_of_frame(run, d.n, user, error);
                d.error_bytes = Word::of(error ? 4 : 0);
                d.frame.bytes = Word::of(user ? 20 : 12) + d.error_bytes;
                cut_at_translation(run, d.frame);
                d.pushed_flags = virtual_flags(run.machine());
                body(run, d, user, error);
            });
        }
    }
}

/// Byte by byte: what the solver then compares are distances that it knows.
void frame_exact(Proof& proof) {
    for_each_kind_of_frame(proof, [](auto& run, const auto& d, bool user, bool error) {
        using Word = Word_of<decltype(run)>;
        const std::uint32_t error_words = error ? 1 : 0;
        const std::uint32_t words = (user ? 5 : 3) + error_words;
        const Word irq_enabled = data_field_address(run.machine(), data_field::irq_enabled);
        for (std::uint32_t i = 0; i < 4 * words; ++i) {
            const Word byte = d.frame.physical(d.frame.top - d.frame.bytes + Word::of(i));
            for (std::uint32_t j = 0; j < 4; ++j) {
                run.assume("the frame does not overlap irq_enabled", byte != irq_enabled + Word::of(j));
            }
        }
        deliver(run, d);
        const auto& m = run.machine();
        run.claim("esp is its lowest address", m.regs.esp == d.frame.top - d.frame.bytes);
        for (std::uint32_t k = 0; k < words; ++k) {
            const Word word =
                k < error_words ? d.interrupted.errcode : d.word(k - error_words, m.rules.selectors_extended);
            for (std::uint32_t i = 0; i < 4; ++i) {
                const Word address = d.frame.top - d.frame.bytes + Word::of(4 * k + i);
                run.claim("error code, eip, cs, eflags, esp, ss, upwards",
                    m.memory.template load<1>(d.frame.physical(address)) == trunc<8>(lshr(word, Word::of(8 * i))));
            }
        }
    });
}

template <bool Nt_clear>
void round_trip(Proof& proof) {
    proof.history("a trap in the Guest kernel", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word eflags = run.word("eflags", {Nt_clear ? 0x202U : 0x4202U});
        Delivery<Domain_of<decltype(run)>> d;
        d.n = trap_in_guest_kernel(run, eflags);
        d.interrupted = run.machine().regs;
        d.frame.top = d.interrupted.esp;
        d.frame.bytes = Word(12);
        d.frame.translate_linearly(run.machine());
        run.assume("a vector without error code", d.n == Word(3));
        run.assume("from ring 1", (d.interrupted.ss & Word(3)) == Word(1));
        assume_ordinary(run, d, Nt_clear);
        deliver(run, d);
        claim_restored(run, d, [&](Word address) { return d.frame.load(run.machine(), address); });
    });
    for_each_kind_of_frame(proof, [](auto& run, const auto& d, bool, bool) {
        using Word = Word_of<decltype(run)>;
        assume_ordinary(run, d, Nt_clear);
        deliver(run, d);
        const Word bottom = run.machine().regs.esp + d.error_bytes;
        // By theorem frame-exact.
        const auto load = [&](Word address) {
            Word word = d.word(4, true);
            for (unsigned k = 0; k < 4; ++k) {
                word = ite(address == bottom + Word::of(4 * k), d.word(k, true), word);
            }
            return word;
        };
        claim_restored(run, d, load);
    });
}

constexpr Theorem list[] = {
    {"stack-translation",
        "The CPU finds every byte of a frame that lies in the page of its top where the Host pushed it.",
        "R-PUSH-1 R-PUSH-2 R-PUSH-6 R-MEM-4",
        in_none,
        stack_translation},
    {"frame-exact",
        "A delivery pushes ss and esp when it leaves ring 3, then eflags with the virtual IF, cs, eip, and the error "
        "code "
        "of its "
        "vector.",
        "R-PUSH-1 R-PUSH-2 R-PUSH-3 R-PUSH-4 R-PUSH-5 R-PUSH-6 R-TRAP-1",
        in_none,
        frame_exact},
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
