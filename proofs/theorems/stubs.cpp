// Theorems about the Switcher's stubs: R-SW-1, and what the Host makes of what they report.
#include "proofs/refinement/interruptions.hpp"
#include "proofs/refinement/register_block.hpp"
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

/// A word too few or too many: what lies in each place of the block is what was pushed one place above or below.
void shifted_frame(Proof& proof) {
    proof.show("an exception or a system call", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const Word n = run.word("n");
        const Word error_code = run.word("error_code");
        run.assume("a vector that returns to the Host, and no NMI", (ult(n, 32) & (n != 2)) | (n == 0x80));
        const auto too_few = run.flag("too_few");
        run.assume("the stub relies on what the CPU does not do", cpu_has_error_code(n) == too_few);
        const auto was = run.machine().regs;
        run.event(Event_kind::switcher_stub, {n, ite(too_few, Word(0), Word(1)), error_code});
        const auto& is = run.machine().regs;
        run.claim("a word too few: the vector where the error code is, and the registers one place up",
            implies(too_few,
                (is.errcode == n) & (is.trapnum == was.es) & (is.es == was.ds) & (is.ds == was.fs) & (is.fs == was.gs) &
                    (is.gs == was.ebp) & (is.ebp == was.edi) & (is.edi == was.esi) & (is.esi == was.edx) &
                    (is.edx == was.ecx) & (is.ecx == was.ebx) & (is.ebx == was.eax)));
        run.claim("a word too many: the stub's own 0 where the vector is, and the registers one place down",
            too_few |
                ((is.errcode == error_code) & (is.trapnum == 0) & (is.es == n) & (is.ds == was.es) & (is.fs == was.ds) &
                    (is.gs == was.fs) & (is.ebp == was.gs) & (is.edi == was.ebp) & (is.esi == was.edi) &
                    (is.edx == was.esi) & (is.ecx == was.edx) & (is.ebx == was.ecx) & (is.eax == was.ebx)));
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

/// Any event at all, in any state of the Guest, through the gate that the rules installed.
void any_event_told(Proof& proof, bool changed) {
    proof.show_claim_by_claim(changed ? "through a copied gate" : "through a first gate", [=](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Bits<D, 32>;
        refinement::settle(run);
        run.arbitrary();
        arch::Event<D> event;
        event.source = run.template word<4>("source");
        event.vector = run.template word<8>("vector");
        event.error_code = run.template word<16>("error_code");
        event.instruction_breakpoint = run.flag("instruction_breakpoint");
        event.in_repetition = run.flag("in_repetition");
        const Word n = zext<32>(event.vector);
        const Bits<D, 2> ring = run.template word<2>("ring");
        Machine<D>& m = run.machine();
        m.regs.eflags = refinement::flags_outside_virtual_8086(run);
        m.regs.cs = zext<32>(concat(run.template word<14>("interrupted_cs"), ring));
        m.regs.ss = zext<32>(concat(run.template word<14>("interrupted_ss"), ring));
        run.assume("the Guest runs in ring 1, 2 or 3", ring != Bits<D, 2>(0));
        run.assume("source and vector go together",
            refinement::is_event_of_the_guest(event) |
                (arch::comes_from(event, arch::source::external) & ule(Bits<D, 8>(32), event.vector)));
        m.idt.set(event.vector, default_idt_entry(m, event.vector, Gate<D>{}).bits); // R-DEF-2
        if (changed) {
            const Gate<D> own{m.gates.get(event.vector)};
            run.assume("the Guest's gate is vetted (vetted-gate-selector)", is_empty(own) | is_vetted(own));
            copy_trap(m, event.vector);
        }
        const Gate<D> installed{m.idt.get(event.vector)};
        run.assume("it leads to the stub", selector(installed) == Bits<D, 16>(constant::switcher_cs));

        const Word top = run.word("register_page_top");
        const Registers<D> was = m.regs;
        auto cpu = refinement::real_cpu(m, event, top);
        arch::deliver(cpu, event);
        run.assume("the CPU enters the stub", arch::going_on(cpu));
        run.assume("the register page does not wrap", ule(Word(4096), top));
        const auto code = arch::has_error_code(event);
        refinement::run_stub(cpu, was, n);
        const Registers<D> read = refinement::block_at(cpu, top);

        run.claim("the Host is told the vector", read.trapnum == n);
        run.claim("the error code, or 0 where the CPU pushes none",
            read.errcode == ite(code, zext<32>(event.error_code), Word(0)));
        run.claim("eip, cs, eflags as the CPU saves them, esp and ss",
            (read.eip == was.eip) & (read.cs == was.cs) & (read.esp == was.esp) & (read.ss == was.ss) &
                (read.eflags == arch::pushed_flags<D>(was.eflags, event)));
        run.claim("and no other register is lost",
            (read.eax == was.eax) & (read.ebx == was.ebx) & (read.ecx == was.ecx) & (read.edx == was.edx) &
                (read.esi == was.esi) & (read.edi == was.edi) & (read.ebp == was.ebp) & (read.gs == was.gs) &
                (read.fs == was.fs) & (read.ds == was.ds) & (read.es == was.es));
        run.event(Event_kind::switcher_stub, {n, ite(code, Word(1), Word(0)), zext<32>(event.error_code)});
        run.claim("rule R-SW-1 says the same vector and error code",
            (run.machine().regs.trapnum == read.trapnum) & (run.machine().regs.errcode == read.errcode));
    });
}

void raised_vector_told(Proof& proof) {
    raised_vector(proof);
    any_event_told(proof, false);
    any_event_told(proof, true);
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
    {"stub-shifted-exact",
        "With an error code too few or too many, a stub leaves each word one place from its own.",
        "R-SW-1",
        in_none,
        shifted_frame},
    {"raised-vector-told",
        "When ring 3 raises a vector that the Guest's kernel opened, the Host is told that vector and no register is "
        "lost; and so for every event, from the CPU's delivery into the installed gate on.",
        "R-SW-1 R-DEF-1 R-DEF-2 R-COPY-1",
        in_every_linux,
        raised_vector_told},
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
