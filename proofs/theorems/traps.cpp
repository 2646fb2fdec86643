// Theorems about traps: R-TRAP.
#include "model/lguest/traps.hpp"
#include "proofs/hardware.hpp"
#include "proofs/theorems/gates.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void vectors_exact(Proof& proof) {
    proof.show("any number", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto n = run.word("n");
        const auto error = run.answer("error", has_error_code<D>(n));
        run.claim("an error code: bits 8, 10 to 14 and 17 of a map",
            error == (ult(n, 32) & ((lshr(Bits<D, 32>(0x27D00u), n) & 1) == 1)));
        const auto direct = run.answer("direct", direct_trap(run.machine(), n));
        run.claim("direct: a map of the exceptions, and the system-call vectors",
            implies(ult(n, 256), direct == may_go_direct(run.machine(), trunc<8>(n))));
        run.claim("no number above 255 but syscall_vector",
            implies(ule(256, n), direct == (n == run.machine().syscall_vector)));
    });
}

void delivery_exact(Proof& proof) {
    proof.show("any number", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto n = run.word("n");
        const Gate<D> gate{run.machine().gates.get(trunc<8>(n))};
        const auto before = run.machine().regs;
        const auto cpu = run.machine().cpu;
        run.event(Event_kind::deliver_trap, {n});
        const Machine<D>& m = run.machine();
        const auto reached = ult(n, 256) & present(gate);
        const auto delivered = m.rules.failed_walk_ends_delivery ? reached & !m.guest.dead : reached;
        const auto user = (before.ss & 3) != 1;
        run.claim("delivered just when there is a present gate", (m.outcome.result == 1) == reached);
        run.claim("the answer is 0 or 1", ule(m.outcome.result, 1));
        run.claim("at the handler, in the Guest's kernel",
            implies(delivered, (m.regs.eip == handler(gate)) & (m.regs.cs == 0x61)));
        run.claim("on the kernel stack from ring 3, else on the same",
            implies(delivered, m.regs.ss == ite(user, zext<32>(cpu.ss1), before.ss)));
        const auto words =
            ite(user, Bits<D, 32>(5), Bits<D, 32>(3)) +
            ite(ult(n, 32) & ((lshr(Bits<D, 32>(0x27D00u), n) & 1) == 1), Bits<D, 32>(1), Bits<D, 32>(0));
        run.claim("esp is lower by the frame",
            implies(delivered, m.regs.esp == ite(user, cpu.esp1, before.esp) - shl(words, Bits<D, 32>(2))));
        run.claim("flags: as they were, or without TF, NT, RF, VM",
            implies(delivered,
                m.regs.eflags == (m.rules.entry_clears_flags ? before.eflags & 0xFFFCBEFFu : before.eflags)));
        run.claim("not delivered: nothing changes",
            reached | ((m.regs.eip == before.eip) & (m.regs.esp == before.esp) & (m.regs.cs == before.cs)));
        run.claim("no other register changes",
            (m.regs.eax == before.eax) & (m.regs.ebx == before.ebx) & (m.regs.ecx == before.ecx) &
                (m.regs.edx == before.edx) & (m.regs.esi == before.esi) & (m.regs.edi == before.edi) &
                (m.regs.ebp == before.ebp) & (m.regs.ds == before.ds) & (m.regs.es == before.es) &
                (m.regs.fs == before.fs) & (m.regs.gs == before.gs) & (m.regs.errcode == before.errcode) &
                (m.regs.trapnum == before.trapnum));
    });
}

/// What the Host does with a trap, as one table.
void handling_exact(Proof& proof) {
    proof.show("any trap", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto n = run.word("trapnum");
        const Gate<D> gate{run.machine().gates.get(trunc<8>(n))};
        const auto ts = run.machine().cpu.ts;
        const auto was_dead = run.machine().guest.dead;
        const auto was_pending = run.machine().cpu.hypercall_pending;
        run.any_event(Event_kind::trap);
        const Machine<D>& m = run.machine();
        const auto kernel = (run.word("cs") & 3) == 1;
        const auto emulated = (n == 13) & (run.word("errcode") == 0) & run.flag("emulated");
        const auto may_be_vmcall = kernel & ((n == 13) | (n == 6)) & Bool<D>(m.rules.vmcall_rewritten) & !emulated;
        const auto system_call =
            Bool<D>(m.rules.system_calls_reflected) & ((n == 0x80) | (n == run.machine().syscall_vector));
        const auto done = emulated | ((n == 14) & run.flag("satisfied")) | ((n == 7) & !ts) | (n == 31) |
                          (ule(32, n) & ult(n, 256) & !system_call);
        const auto has_handler = ult(n, 256) & present(gate);
        const auto errcode = run.word("errcode");
        const auto may_be_int_n =
            Bool<D>(m.rules.refused_int_n_reflected) & (n == 13) & ((errcode & 7) == 2) & ult(errcode, 0x800);
        run.claim("done: not reflected", implies(done, !m.outcome.reflected));
        run.claim("not done: reflected just when there is a handler (vmcall and refused int n apart)",
            implies((!done) & (!may_be_vmcall) & !may_be_int_n, m.outcome.reflected == has_handler));
        run.claim(
            "vmcall: reflected only if there is a handler", implies(may_be_vmcall & m.outcome.reflected, has_handler));
        run.claim("the hypercall vector makes a hypercall pending, no other does",
            m.cpu.hypercall_pending == (was_pending | (n == 31)));
        run.claim("no handler: killed with vector, eip and the error code or fault address",
            implies((!done) & (!may_be_vmcall) & (!may_be_int_n) & (!has_handler) & (!was_dead) & (n != 14),
                m.guest.dead & (m.guest.reason == 9) & (m.guest.reason_0 == n) & (m.guest.reason_1 == run.word("eip")) &
                    (m.guest.reason_2 == run.word("errcode"))));
        run.claim("an unhandled page fault kills with the fault address, or for cr2",
            implies((!done) & (!has_handler) & (!was_dead) & (n == 14),
                m.guest.dead &
                    ((m.guest.reason == 8) | ((m.guest.reason == 9) & (m.guest.reason_2 == run.word("cr2"))))));
        run.claim("a live Guest stays alive when it is done (vmcall apart)",
            implies(done & !may_be_vmcall, m.guest.dead == was_dead));
    });
}

void int_n_no_error_code(Proof& proof) {
    proof.history("int n by the Guest's kernel, reflected", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word n = run.word("n");
        start_with_data_page(run, Word(0x200), Word(0));
        const auto installed = enter_with_gate(run, n, run.word("b", {0xc010ae00}));
        run_guest_kernel(run, Word(0x202));
        // Nothing says whether the trap came from `int n`: so it has to be right for that too.
        run.event(Event_kind::deliver_trap, {n});
        run.assume("a vector", ult(n, 256));
        run.assume("on the kernel's own stack", (run.word("ss") & 3) == 1);
        const auto admitted = (selector(installed) == 0x50) & (dpl(installed) != 0);
        const auto delivered = (run.machine().outcome.result == 1) & !run.machine().guest.dead;
        run.claim("if `int n` leads to the stub, three words are pushed, as by a CPU",
            implies(admitted & delivered, run.machine().regs.esp == run.word("esp") - 12));
    });
}

void vmcall_exact(Proof& proof) {
    proof.show_claim_by_claim("any instruction", [](Run<Symbolic>& run) {
        using Word = Bits<Symbolic, 32>;
        run.arbitrary();
        const Machine<Symbolic> before = run.machine();
        Machine<Symbolic> scratch = before;
        const Word at = guest_pa(scratch, before.regs.eip);
        const auto byte = [&](const Machine<Symbolic>& m, std::uint32_t i) {
            return m.memory.load<1>(at + Word::of(i));
        };
        const auto bytes = [&](const Machine<Symbolic>& m, unsigned first, unsigned second, unsigned third) {
            using Byte = Bits<Symbolic, 8>;
            return (byte(m, 0) == Byte::of(first)) & (byte(m, 1) == Byte::of(second)) & (byte(m, 2) == Byte::of(third));
        };
        Bool<Symbolic> rewritten = false;
        run.apply([&](auto& m) { rewritten = detail::rewrite_vmcall(m); });
        const Machine<Symbolic>& m = run.machine();
        run.assume("the Guest lives", !m.guest.dead);
        run.claim("it is one when it is 0F 01 C1", rewritten == bytes(before, 0x0F, 0x01, 0xC1));
        run.claim("then it is CD 1F 90, int 0x1F and nop", implies(rewritten, bytes(m, 0xCD, 0x1F, 0x90)));
        const Word other = run.word("other");
        run.claim("no other byte is written",
            (rewritten & ult(other - at, 3)) | (m.memory.load<1>(other) == before.memory.load<1>(other)));
    });
}

void refused_int_n_exact(Proof& proof) {
    proof.show_claim_by_claim("any trap", [](Run<Symbolic>& run) {
        using Word = Bits<Symbolic, 32>;
        run.arbitrary();
        const Machine<Symbolic> before = run.machine();
        Machine<Symbolic> scratch = before;
        const auto opcode = before.memory.load<1>(guest_pa(scratch, before.regs.eip));
        detail::Software_interrupt<Symbolic> raised;
        run.apply([&](auto& m) { raised = detail::refused_software_interrupt(m); });
        run.assume("the Guest lives", !run.machine().guest.dead);

        const Word code = before.regs.errcode;
        const Word n = lshr(code, Word(3));
        const Gate<Symbolic> gate{before.gates.get(trunc<8>(n))};
        const auto ring = extract<1, 0>(before.regs.cs);
        const auto let_through = present(gate) & ((ring == Bits<Symbolic, 2>(1)) | ule(ring, dpl(gate)));
        const auto refused = Bool<Symbolic>(before.rules.refused_int_n_reflected) & (before.regs.trapnum == 13) &
                             ult(code, 0x800) & ((code & 7) == 2) & let_through;
        const auto one_byte = ((opcode == 0xCC) & (n == 3)) | ((opcode == 0xCE) & (n == 4));
        run.claim("its vector is what the error code says", raised.vector == n);
        run.claim("CD has a byte after it, CC raises 3, CE raises 4, and nothing else is one",
            run.answer("length", raised.length) ==
                ite(refused, ite(opcode == 0xCD, Word(2), ite(one_byte, Word(1), Word(0))), Word(0)));
    });
    proof.show("any trap that is reflected", [](auto& run) {
        run.arbitrary();
        run.any_event(Event_kind::trap);
        const auto& m = run.machine();
        run.assume("a live Guest, and the trap is reflected", (!m.guest.dead) & m.outcome.reflected);
        using Word = Word_of<decltype(run)>;
        const Word kept = Word::of(m.rules.entry_clears_flags ? 0xFFFCBEFF : 0xFFFFFFFF);
        run.claim("it loses TF, NT, RF and VM, or nothing, of its flags", m.regs.eflags == (run.word("eflags") & kept));
    });
}

constexpr Theorem list[] = {
    {"vectors-exact",
        "Error codes belong to 8, 10 to 14 and 17; direct are the exceptions but 7, 13, 14, 31 (and 6 until "
        "linux-3.11) and the "
        "system-call vectors.",
        "R-TRAP-1 R-TRAP-3 R-SYS-1 R-VER-1",
        in_none,
        vectors_exact},
    {"delivery-exact",
        "A delivery leaves exactly the registers that R-PUSH-6 says, and none but through a present gate.",
        "R-TRAP-2 R-PUSH-2 R-PUSH-5 R-PUSH-6 R-VER-2",
        in_none,
        delivery_exact},
    {"handling-exact",
        "The Host deals with a trap, reflects it, or kills for want of a handler, as one table of vectors says.",
        "R-TRAP-2 R-TRAP-4 R-VER-1",
        in_none,
        handling_exact},
    {"int-n-no-error-code",
        "A reflected `int n` gets no error code, as on a CPU.",
        "R-TRAP-1 R-TRAP-2 R-PUSH-5",
        in_every_linux,
        int_n_no_error_code},
    {"vmcall-exact",
        "A vmcall, and nothing else, becomes int 0x1F and nop where it stands.",
        "R-TRAP-4 R-MEM-2 R-MEM-3",
        in_none,
        vmcall_exact},
    {"refused-int-n-exact",
        "A #GP tells of a software interrupt that the Guest's own gate lets through just when its error code, the gate "
        "and the instruction say so; a reflected trap keeps its flags, or loses TF, NT, RF and VM.",
        "R-TRAP-4",
        in_none,
        refused_int_n_exact},
};

} // namespace

std::span<const Theorem> trap_theorems() {
    return list;
}

} // namespace trapspec::proofs
