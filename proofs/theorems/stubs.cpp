// Theorems about the Switcher's stubs: R-SW-1, and what the Host makes of what they report.
#include "proofs/theorems/gates.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

template <class Any_run>
auto second_returns(Any_run& run) {
    return Bool<Domain_of<Any_run&>>(run.machine().rules.second_syscall_to_host);
}

void whole_frame(Proof& proof) {
    proof.show("an exception, an interrupt", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const Word n = run.word("n");
        const Word error_code = run.word("error_code");
        run.assume("a vector other than NMI", ult(n, 256) & (n != 2));
        const auto pushed = cpu_has_error_code(n);
        const auto was = run.machine().regs;
        run.event(Event_kind::switcher_stub, {n, ite(pushed, Word(1), Word(0)), error_code});
        const auto& regs = run.machine().regs;
        run.claim("the vector is told", regs.trapnum == n);
        run.claim("the error code is the CPU's, or 0", regs.errcode == ite(pushed, error_code, Word(0)));
        run.claim("no register is lost",
            (regs.eax == was.eax) & (regs.ebx == was.ebx) & (regs.ecx == was.ecx) & (regs.edx == was.edx) &
                (regs.esi == was.esi) & (regs.edi == was.edi) & (regs.ebp == was.ebp) & (regs.gs == was.gs) &
                (regs.fs == was.fs) & (regs.ds == was.ds) & (regs.es == was.es));
        run.claim("what the CPU pushed stays",
            (regs.eip == was.eip) & (regs.cs == was.cs) & (regs.eflags == was.eflags) & (regs.esp == was.esp) &
                (regs.ss == was.ss));
        const auto second = run.machine().syscall_vector == n;
        const auto system_call = (n == 0x80) | (second & second_returns(run));
        run.claim("exceptions and system calls return to the Host, interrupts go on to the real handler",
            run.machine().outcome.result == ite(ult(n, 32) | system_call, Word(0), Word(2)));
    });
    proof.show("an NMI", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const auto eax = run.machine().regs.eax;
        const auto trapnum = run.machine().regs.trapnum;
        const auto second = run.machine().syscall_vector == 2;
        run.event(Event_kind::switcher_stub, {Word(2), Word(0), Word(0)});
        const bool saved = run.machine().rules.nmi_to_host_handler;
        run.claim("back into the Guest, or on to the real handler",
            (run.machine().outcome.result == Word::of(saved ? 2 : 1)) | (second & second_returns(run)));
        run.claim("nothing was saved, or the vector",
            (run.machine().regs.eax == eax) & (run.machine().regs.trapnum == (saved ? Word(2) : trapnum)));
    });
}

/// int n pushes no error code; the stub of a vector that has one relies on it.
void raised_vector(Proof& proof) {
    proof.history("ring 3 raises a vector that the kernel opened", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(small_guest_pages), Word(small_guest_pages));
        run.event(Event_kind::setup_default_idt_entries);
        const Word n = run.word("n", {11});
        run.event(Event_kind::load_idt_entry, {n, run.word("a", {0x00601000}), run.word("b", {0xc010ee00})});
        run.event(Event_kind::enter_guest, {Word(0)});
        const Word zero(0);
        run.event(Event_kind::set_registers,
            {run.word("eax"),
                run.word("ebx"),
                zero,
                zero,
                zero,
                zero,
                zero,
                zero,
                zero,
                run.word("ds", {0x7b}),
                run.word("es", {0x7b}),
                Word(256),
                zero,
                run.word("eip", {0x08048000}),
                Word(0x73),
                Word(0x202),
                run.word("esp", {0xbffff000}),
                Word(0x7b)});
        run.assume("a vector", ult(n, 256));
        const Gate<Domain_of<decltype(run)>> installed{run.machine().idt.get(trunc<8>(n))};
        run.assume("int n by ring 3 leads to the stub", (dpl(installed) == 3) & (selector(installed) == 0x50));
        const Word ebx = run.machine().regs.ebx;
        run.event(Event_kind::switcher_stub, {n, Word(0), Word(0)});
        run.claim("the Host is told the vector", run.machine().regs.trapnum == n);
        run.claim("no register is lost", run.machine().regs.ebx == ebx);
    });
}

void second_system_call(Proof& proof) {
    proof.history("a system call through the second vector's interrupt gate", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word vector = run.word("syscall_vector", {0x40});
        run.start(Word(small_guest_pages), Word(small_guest_pages), vector);
        run.event(Event_kind::setup_default_idt_entries);
        run.event(Event_kind::load_idt_entry, {vector, run.word("a", {0x00601000}), run.word("b", {0xc010ee00})});
        run.event(Event_kind::enter_guest, {Word(0)});
        const Gate<Domain_of<decltype(run)>> installed{run.machine().idt.get(trunc<8>(vector))};
        run.assume("an external vector", ule(0x20, vector) & ult(vector, 256));
        run.assume(
            "it leads to the stub, and ring 3 can raise it", (selector(installed) == 0x50) & (dpl(installed) == 3));
        run.event(Event_kind::switcher_stub, {vector, Word(0), Word(0)});
        run.claim("the stub returns to the Host", run.machine().outcome.result == 0);
    });
    proof.show("any state", [](auto& run) {
        run.arbitrary();
        const auto vector = run.machine().syscall_vector;
        run.assume("an external vector", ule(0x20, vector) & ult(vector, 256));
        run.event(Event_kind::switcher_stub, {vector, run.word("cpu_pushed"), run.word("error_code")});
        run.claim("the stub returns to the Host", run.machine().outcome.result == 0);
    });
}

void system_call_reflected(Proof& proof) {
    proof.history("a system call that came back to the Host", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        start_with_data_page(run, Word(0x200), Word(0));
        run.event(Event_kind::load_idt_entry, {Word(0x80), run.word("a", {0x00601000}), run.word("b", {0xc010ee00})});
        const Word zero(0);
        run.event(Event_kind::trap,
            {Word(0x80),
                zero,
                run.word("eip", {0xc0100000}),
                Word(0x61),
                Word(0x202),
                run.word("esp", {0x8000}),
                Word(0x69)});
        run.assume(
            "the Guest lives and has a handler", (!run.machine().guest.dead) & (run.machine().gates.get(0x80) != 0));
        run.claim("the system call is reflected", run.machine().outcome.reflected);
    });
    proof.show("any state", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto n = run.word("trapnum");
        run.assume("a system call", (n == 0x80) | ((n == run.machine().syscall_vector) & ule(0x20, n) & ult(n, 256)));
        run.assume("it has a handler", present(Gate<D>{run.machine().gates.get(trunc<8>(n))}));
        run.any_event(Event_kind::trap);
        run.claim("the system call is reflected", run.machine().outcome.reflected);
    });
}

constexpr Theorem list[] = {
    {"stub-exact",
        "With an error code just where the CPU pushes one, a stub loses no register and tells vector, error code and "
        "way back.",
        "R-SW-1 R-TRAP-1",
        in_none,
        whole_frame},
    {"raised-vector-told",
        "When ring 3 raises a vector that the Guest's kernel opened, the Host is told that vector and no register is "
        "lost.",
        "R-SW-1 R-DEF-1 R-COPY-1",
        in_every_linux,
        raised_vector},
    {"second-system-call-returns",
        "A system call through the second vector's default gate returns to the Host.",
        "R-SW-1 R-SYS-1 R-COPY-1",
        in_every_linux,
        second_system_call},
    {"system-call-reflected",
        "A system call that comes back to the Host, because its gate is an interrupt gate, is reflected into the "
        "Guest.",
        "R-TRAP-4 R-COPY-1",
        in_every_linux,
        system_call_reflected},
};

} // namespace

std::span<const Theorem> stub_theorems() {
    return list;
}

} // namespace trapspec::proofs
