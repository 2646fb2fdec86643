// Theorems about what the Guest asks for: its stack, its clock, its system-call vector; R-STK, R-CLK, R-SYS.
#include "model/lguest/clock.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/gates.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void stack_exact(Proof& proof) {
    proof.show("SET_STACK", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto was_dead = run.machine().guest.dead;
        const auto cpu = run.machine().cpu;
        const auto pages_before = run.machine().guest.stack_pages;
        run.any_event(Event_kind::set_stack);
        const Machine<D>& m = run.machine();
        const auto seg = run.word("seg");
        const auto pages = run.word("pages");
        const auto bad_segment = (seg & 3) != 1;
        const auto dropped = Bool<D>(m.rules.refused_stack_dropped) & (bad_segment | ult(2, pages));
        run.claim("stored, or as it was",
            (m.cpu.esp1 == ite(dropped, cpu.esp1, run.word("esp"))) &
                (m.cpu.ss1 == ite(dropped, cpu.ss1, trunc<16>(seg))) &
                (m.guest.stack_pages == ite(dropped, pages_before, pages)));
        const auto first_fails = (run.word("pin_failures") & 1) == 1;
        const auto second_fails = (run.word("pin_failures") & 2) == 2;
        const auto unpinned = ((pages != 0) & first_fails) | (ult(1, pages) & second_fails);
        run.claim("killed for a bad segment, too many pages, or a page that cannot be pinned",
            implies(ule(pages, 2), m.guest.dead == (was_dead | bad_segment | unpinned)));
        run.claim("always killed for too many pages", implies(ult(2, pages), m.guest.dead));
        run.claim("the segment comes first",
            implies(bad_segment & !was_dead, (m.guest.reason == 10) & (m.guest.reason_0 == seg)));
        run.claim("then the pages",
            implies((!bad_segment) & ult(2, pages) & !was_dead, (m.guest.reason == 11) & (m.guest.reason_0 == pages)));
        const auto page = run.word("esp") - ite(first_fails, Bits<D, 32>(1), Bits<D, 32>(4097));
        run.claim("then the first page that cannot be pinned",
            implies((!bad_segment) & ule(pages, 2) & unpinned & !was_dead,
                (m.guest.reason == 4) & (m.guest.reason_0 == page)));
    });
}

void live_stack(Proof& proof) {
    by_induction(proof,
        [](auto&) {
            return []<Domain D>(const Machine<D>& m) {
                const Bool<D> never_set = (m.cpu.ss1 == 0) & (m.cpu.esp1 == 0) & (m.guest.stack_pages == 0);
                return m.guest.dead | never_set | ((extract<1, 0>(m.cpu.ss1) == 1) & ule(m.guest.stack_pages, 2));
            };
        },
        {Event_kind::run}); // by theorem run-is-its-parts
}

void stack_before_user(Proof& proof) {
    proof.history("ring 3 before SET_STACK", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word zero(0);
        start_with_data_page(run, Word(0x200), zero);
        run.event(Event_kind::run,
            {Word(0x20),
                zero,
                run.word("eip", {0x08048000}),
                Word(0x73),
                Word(0x202),
                run.word("esp", {0x4000}),
                Word(0x7b)});
        run.assume("the Guest was entered and lives", run.machine().outcome.entered & !run.machine().guest.dead);
        run.claim("its kernel stack is a ring-1 stack", extract<1, 0>(run.machine().host.tss_ss1) == 1);
    });
    by_induction(proof,
        [](auto&) {
            return []<Domain D>(const Machine<D>& m) { return m.guest.dead | (extract<1, 0>(m.cpu.ss1) == 1); };
        },
        {Event_kind::run}); // by theorem run-is-its-parts
    proof.show("before an entry", [](auto& run) {
        run.arbitrary();
        run.any_event(Event_kind::enter_guest);
        run.claim("the TSS has the CPU's ss1", run.machine().host.tss_ss1 == run.machine().cpu.ss1);
    });
}

void clock_exact(Proof& proof) {
    proof.show("SET_CLOCKEVENT", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto pending = run.machine().cpu.irqs_pending;
        run.any_event(Event_kind::set_clockevent);
        const Machine<D>& m = run.machine();
        const auto now = concat(run.word("now_high"), run.word("now_low"));
        const auto delta = run.word("delta");
        run.claim("armed unless the delta is 0", m.cpu.timer_armed == (delta != 0));
        run.claim("that long after now", implies(delta != 0, m.cpu.timer_deadline - now == zext<64>(delta)));
        run.claim("no deadline when not armed", implies(delta == 0, m.cpu.timer_deadline == 0));
        run.claim("nothing is raised yet", m.cpu.irqs_pending == pending);
    });
    proof.show("its expiry", [](auto& run) {
        run.arbitrary();
        const auto armed = run.machine().cpu.timer_armed;
        run.any_event(Event_kind::clock_expires);
        run.claim("once", !run.machine().cpu.timer_armed);
        run.claim("line 0 is raised", implies(armed, (run.machine().cpu.irqs_pending & 1) == 1));
        run.claim("the task hears of it", run.machine().outcome.woke == armed);
    });
    proof.show("a new CPU's", [](auto& run) {
        run.arbitrary();
        run.apply([](auto& m) { init_clockdev(m); });
        run.claim("not armed", !run.machine().cpu.timer_armed);
        run.claim("no deadline", run.machine().cpu.timer_deadline == 0);
    });
}

void unarmed_has_no_deadline(Proof& proof) {
    by_induction(proof, [](auto&) {
        return []<Domain D>(const Machine<D>& m) { return m.cpu.timer_armed | (m.cpu.timer_deadline == 0); };
    });
}

void reservation_exact(Proof& proof) {
    proof.show("reserve", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto was = run.machine().host.syscall_vector_reserved;
        run.any_event(Event_kind::init_interrupts);
        const Machine<D>& m = run.machine();
        const auto linux_s = m.syscall_vector == 0x80;
        const auto out_of_range = Bool<D>(m.rules.syscall_vector_in_range) & ule(0xC0, m.syscall_vector - 0x40);
        const auto busy = (!linux_s) & (!out_of_range) & (was | run.flag("vector_used") | run.flag("percpu_used"));
        const auto refused = busy | out_of_range;
        run.claim("-EBUSY just when another has it", (m.outcome.result == 0xFFFFFFF0u) == busy);
        run.claim("-EINVAL just when it is out of range", (m.outcome.result == 0xFFFFFFEAu) == out_of_range);
        run.claim("else 0", refused | (m.outcome.result == 0));
        run.claim("a line in the log just when it is refused", m.outcome.logged == refused);
        run.claim("reserved by us unless it is Linux's own",
            m.host.syscall_vector_reserved == (was | ((!linux_s) & !refused)));
    });
    proof.show("and give back", [](auto& run) {
        run.arbitrary();
        const auto was = run.machine().host.syscall_vector_reserved;
        run.any_event(Event_kind::free_interrupts);
        const auto linux_s = run.machine().syscall_vector == 0x80;
        run.claim("no longer reserved", run.machine().host.syscall_vector_reserved == (linux_s & was));
    });
    proof.show("the Guest's wish", [](auto& run) {
        run.arbitrary();
        const auto asked = read_data(run.machine(), data_field::syscall_vec);
        run.any_event(Event_kind::check_syscall_vector);
        const auto& m = run.machine();
        const auto good = asked.readable & ((asked.value == 0x80) | (asked.value == m.syscall_vector));
        run.claim("granted for one of the two", (m.outcome.result == 1) == good);
        run.claim("else refused", good | (m.outcome.result == 0));
    });
}

/// A Guest that asks for the Host's second vector, and is not killed for it.
template <Domain D>
void ask_for_second_vector(Run<D>& run, Bits<D, 32> vector) {
    start_with_data_page(run, Bits<D, 32>(0x200), Bits<D, 32>(0), vector);
    run.assume("the Guest may have it", !run.machine().guest.dead);
    run.event(Event_kind::init_interrupts);
    run.assume("the Host takes it", run.machine().outcome.result == 0);
}

void accepted_vector_works(Proof& proof) {
    proof.history("a second system-call vector", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word vector = run.word("syscall_vector", {15});
        ask_for_second_vector(run, vector);
        run.event(Event_kind::setup_default_idt_entries);
        run.event(Event_kind::load_idt_entry, {vector, run.word("a", {0x00601000}), Word(0xc010ef00u)});
        run.event(Event_kind::enter_guest, {Word(0)});
        const Gate<Domain_of<decltype(run)>> installed{run.machine().idt.get(trunc<8>(vector))};
        run.claim("the Guest lives", !run.machine().guest.dead);
        run.claim(
            "its system calls go direct", ult(vector, 256) & (selector(installed) == 0x61) & (dpl(installed) == 3));
    });
}

void forged_interrupts(Proof& proof) {
    proof.history("a second system-call vector", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word vector = run.word("syscall_vector", {0x20});
        ask_for_second_vector(run, vector);
        run.event(Event_kind::setup_default_idt_entries);
        run.event(Event_kind::load_idt_entry, {vector, run.word("a", {0x00601000}), Word(0xc010ef00u)});
        run.event(Event_kind::enter_guest, {Word(0)});
        const Gate<Domain_of<decltype(run)>> installed{run.machine().idt.get(trunc<8>(vector))};
        const auto line = vector - 0x20;
        run.claim("ring 3 enters no virtual interrupt's handler by a system call",
            ule(32, line) | (selector(installed) != 0x61) | (dpl(installed) != 3));
    });
}

constexpr Theorem list[] = {
    {"stack-exact",
        "SET_STACK stores what it is given, and kills for the first fault in order: segment, pages, a page not pinned.",
        "R-STK-1 R-STK-2 R-MEM-5",
        in_none,
        stack_exact},
    {"live-stack",
        "A live Guest's kernel stack was never set, or has RPL 1 and at most 2 pages.",
        "R-STK-1",
        in_none,
        live_stack},
    {"entered-with-a-stack",
        "A Guest is entered only with a ring-1 stack in the TSS.",
        "R-STK-1 R-COPY-1 R-RUN-1",
        in_every_linux,
        stack_before_user},
    {"clock-exact",
        "The clock is armed for now + delta or cancelled by 0, and not armed at first; its expiry raises line 0 once.",
        "R-CLK-1 R-CLK-2 R-CLK-3",
        in_none,
        clock_exact},
    {"unarmed-no-deadline",
        "A clock that is not armed has no deadline.",
        "R-CLK-1 R-CLK-2 R-CLK-3",
        in_none,
        unarmed_has_no_deadline},
    {"system-call-vector-exact",
        "The second system-call vector is reserved once, given back, and granted, just as R-SYS says.",
        "R-SYS-1 R-SYS-2 R-SYS-3 R-SYS-4",
        in_none,
        reservation_exact},
    {"accepted-vector-works",
        "A system-call vector that the Host accepts from the Guest can be a direct system call.",
        "R-SYS-2 R-LOAD-1 R-TRAP-3",
        in_every_linux,
        accepted_vector_works},
    {"interrupts-not-forged",
        "A system call never enters the handler of a virtual interrupt.",
        "R-SYS-1 R-TRAP-3 R-COPY-1 R-IRQ-2",
        in_every_linux,
        forged_interrupts},
};

} // namespace

std::span<const Theorem> call_theorems() {
    return list;
}

} // namespace trapspec::proofs
