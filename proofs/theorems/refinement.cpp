// Theorems that reflecting an event is delivering it: R-TRAP-2 against the rules of model/arch.
#include "proofs/refinement/differences.hpp"
#include "proofs/refinement/interruptions.hpp"
#include "proofs/theorems/frame.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;
using namespace refinement;

template <Domain D>
void reflect(Run<D>& run, const Interruption<D>& what, Two_cpus<D>& cpu) {
    arch::deliver(cpu.delivered, what.event);
    run.event(Event_kind::deliver_trap, {zext<32>(what.event.vector)});
    run.assume("the Host delivers it", run.machine().outcome.result == Bits<D, 32>(1));
    run.assume("the Guest lives", !run.machine().guest.dead);
    cpu.reflected = believed_cpu(run.machine(), run.machine().regs.eflags, what.event.vector);
}

/// What is left to assume of an event and a Guest, by other theorems or by what the abstraction says.
template <Domain D>
void assume_believable(Run<D>& run, const Interruption<D>& what) {
    const Machine<D>& host = run.machine();
    const Gate<D> gate{host.gates.get(what.event.vector)};
    const Bits<D, 2> believed_level = what.changes_ring ? extract<1, 0>(host.regs.cs) : Bits<D, 2>(0);
    run.assume("source and vector go together", is_event_of_the_guest(what.event));
    run.assume("an error code, or none", arch::has_error_code(what.event) == Bool<D>(what.has_error_code));
    run.assume(
        "the Guest's gate is open to it", (!arch::is_software_interrupt(what.event)) | ule(believed_level, dpl(gate)));
    if (is_repaired(Difference::gained_error_code, host.rules)) {
        run.assume("the Host is never told an int n for which a CPU would push an error code (raised-vector-told)",
            Bool<D>(what.has_error_code) | !cpu_has_error_code(zext<32>(what.event.vector)));
    }
    const auto enabled = read_data(host, data_field::irq_enabled);
    run.assume("lguest_data can be read, or there is none", enabled.readable | !host.guest.initialised);
}

/// `others`: the differences that the history must not show.
template <class Others>
void small_history(Proof& proof, Small_stack stack, const Others& others) {
    proof.history(stack == Small_stack::in_one_page ? "a small Guest" : "a stack across two pages", [=](auto& run) {
        const auto what = event_in_small_guest(run, stack);
        assume_believable(run, what);
        for (const Difference other : others) {
            run.assume("another difference", !may_show(other, run.machine(), what));
        }
        Two_cpus<Domain_of<decltype(run)>> cpu;
        cpu.delivered = believed_cpu(run.machine(), what.flags, what.event.vector);
        reflect(run, what, cpu);
        claim_same_registers(run, cpu);
        claim_same_frame(run, what, cpu);
    });
}

template <Domain D>
Frame<D> frame_of(const Machine<D>& host, const Interruption<D>& what) {
    Frame<D> frame;
    frame.top = what.changes_ring ? host.cpu.esp1 : host.regs.esp;
    frame.bytes = Bits<D, 32>::of(4 * what.words());
    if constexpr (std::is_same_v<D, Symbolic>) {
        frame.translate_by_rule(host, zext<32>(what.event.vector));
    }
    return frame;
}

/// The frame that the Host is about to push, by theorem frame-exact, from esp upwards.
template <Domain D>
std::vector<Bits<D, 32>> words_by_frame_exact(const Machine<D>& host, const Interruption<D>& what) {
    const auto& regs = host.regs;
    std::vector<Bits<D, 32>> words{regs.eip, regs.cs, virtual_flags(host)};
    if (what.has_error_code) {
        words.insert(words.begin(), regs.errcode);
    }
    if (what.changes_ring) {
        words.insert(words.end(), {regs.esp, regs.ss});
    }
    return words;
}

template <Domain D>
void assume_unlisted(Run<D>& run, const Interruption<D>& what) {
    for (const Difference difference : differences) {
        if (!is_repaired(difference, run.machine().rules)) {
            run.assume("no listed difference", !may_show(difference, run.machine(), what));
        }
    }
}

/// The CPU's side is without paging: what it pushes, as words at linear addresses. Theorem stack-translation and the
/// last obligation say where those are.
template <Domain D>
arch::Processor<D> cpu_at_linear_addresses(const Machine<D>& host, const Interruption<D>& what) {
    auto cpu = believed_cpu(host, what.flags, what.event.vector);
    cpu.paging.on = Bool<D>(false);
    cpu.memory = {};
    return cpu;
}

/// Through an interrupt gate, the virtual IF is written. Through a trap gate it stays, whatever was pushed.
template <Domain D>
void claim_handler_entered_alike(Run<D>& run, const Interruption<D>& what, bool is_trap_gate) {
    Machine<D>& host = run.machine();
    const Frame<D> frame = frame_of(host, what);
    cut_at_translation(run, frame);
    run.assume("the frame does not lie on irq_enabled, the home of the virtual IF",
        frame.apart(data_field_address(host, data_field::irq_enabled)));
    run.assume("the frame does not wrap around the address space", ule(frame.bytes, frame.top));
    const Bits<D, 32> virtual_if = read_data(host, data_field::irq_enabled).value;
    Bool<D> written{};
    if constexpr (std::is_same_v<D, Symbolic>) {
        Machine<D> scratch = host;
        written = write_data(scratch, data_field::irq_enabled, Bits<D, 32>(0));
    }
    Two_cpus<D> cpu;
    cpu.delivered = cpu_at_linear_addresses(host, what);
    reflect(run, what, cpu);
    run.settle("the frame has its pages, since the Guest lives", frame.mapped, true);
    if (is_trap_gate) {
        const Bits<D, 32> after = read_data(host, data_field::irq_enabled).value;
        run.generalise("irq_enabled_after", after, 0);
        run.assume("irq_enabled is as it was (stack-translation: only the frame is written)", after == virtual_if);
    } else {
        run.settle("irq_enabled is written, since the Guest lives", written, true);
    }
    claim_same_registers(run, cpu);
}

template <Domain D>
void claim_frame_pushed_alike(Run<D>& run, const Interruption<D>& what) {
    auto cpu = cpu_at_linear_addresses(run.machine(), what);
    const auto reflected = words_by_frame_exact(run.machine(), what);
    const Bits<D, 32> top = what.changes_ring ? run.machine().cpu.esp1 : run.machine().regs.esp;
    arch::deliver(cpu, what.event);
    run.assume("the CPU enters the handler, as shown above", going_on(cpu));
    for (unsigned k = 0; k < what.words(); ++k) {
        const Bits<D, 32> pushed = cpu.memory.template load<4>(top - Bits<D, 32>::of(4 * (what.words() - k)));
        run.claim("on the stack the same " + std::string(name_of_word(k + 1 - what.cs_at())),
            understood<D>(reflected[k], what.is_selector(k)) == pushed);
    }
}

/// Of events that show none of the differences that the version has.
void any_reflection(Proof& proof) {
    for (const bool changes_ring : {false, true}) {
        for (const bool has_error_code : {false, true}) {
            const std::string name = std::string(changes_ring ? "from an outer ring" : "in the kernel") +
                                     (has_error_code ? ", with error code" : ", without error code");
            const auto begin = [=](auto& run, auto is_trap_gate) {
                const auto what = any_interruption(run, changes_ring, has_error_code, is_trap_gate);
                assume_believable(run, what);
                assume_unlisted(run, what);
                settle_kind_of_frame(run, zext<32>(what.event.vector), changes_ring, has_error_code);
                return what;
            };
            for (const bool is_trap_gate : {false, true}) {
                proof.show_claim_by_claim(
                    name + (is_trap_gate ? ", through a trap gate" : ", through an interrupt gate"), [=](auto& run) {
                        using D = Domain_of<decltype(run)>;
                        const auto what = begin(run, Bits<D, 1>::of(is_trap_gate ? 1U : 0U));
                        claim_handler_entered_alike(run, what, is_trap_gate);
                    });
            }
            proof.lemma(name + ": the frame",
                [=](auto& run) { claim_frame_pushed_alike(run, begin(run, interrupt_or_trap_gate(run))); });
        }
    }
}

/// The Host pushed each byte where the CPU looks for it.
void frame_is_found(Proof& proof) {
    proof.show("where the CPU looks", [=](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Bits<D, 32>;
        const auto what = any_interruption(run, false, true, interrupt_or_trap_gate(run));
        assume_believable(run, what);
        const Frame<D> frame = frame_of(run.machine(), what);
        const Word i = run.word("i");
        run.assume("a byte of the frame", ult(i, frame.bytes));
        assume_unlisted(run, what);
        const Word address = frame.top - frame.bytes + i;
        const auto by_cpu = hardware::translate(run.machine(), address);
        run.event(Event_kind::deliver_trap, {zext<32>(what.event.vector)});
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.claim("it is mapped", by_cpu.present);
        run.claim("to the byte that the Host writes", by_cpu.physical == frame.physical(address));
    });
}

/// With nothing to except, it is reflected-as-delivered-otherwise.
void as_delivered(Proof& proof) {
    small_history(proof, Small_stack::in_one_page, std::array<Difference, 0>{});
    proof.lemma("every listed difference is repaired, so by reflected-as-delivered-otherwise", [](auto& run) {
        for (const Difference difference : differences) {
            run.claim("it is repaired", Bool<Domain_of<decltype(run)>>(is_repaired(difference, run.machine().rules)));
        }
    });
}

void as_delivered_otherwise(Proof& proof) {
    frame_is_found(proof);
    any_reflection(proof);
}

template <Difference Shown>
void apart_from_others(Proof& proof) {
    std::vector<Difference> others(differences.begin(), differences.end());
    std::erase(others, Shown);
    small_history(
        proof, Shown == Difference::stack_on_two_pages ? Small_stack::across_pages : Small_stack::in_one_page, others);
}

/// A-IRET-7, which sets it, asks for CPL 0.
void iret_keeps_vm(Proof& proof) {
    proof.lemma("A-IRET-3 outside ring 0", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        const Bits<D, 32> before = run.word("before");
        const Bits<D, 2> level = run.template word<2>("cpl");
        run.assume("outside ring 0", level != Bits<D, 2>(0));
        const auto after = arch::flags_after_iret<D>(before, run.word("on_stack"), run.flag("wide"), level);
        run.claim("VM is as it was", ((before ^ after) & Bits<D, 32>(arch::eflags::virtual_8086)) == 0);
    });
}

constexpr Theorem list[] = {
    {"iret-keeps-vm",
        "No iret of the Guest's own, in ring 1 to 3, takes it into virtual-8086 mode.",
        "R-PUSH-6",
        in_none,
        iret_keeps_vm},
    {"reflected-as-delivered",
        "What a reflected event shows to the Guest's kernel is what the CPU would have shown it.",
        "R-TRAP-1 R-TRAP-2 R-PUSH-1 R-PUSH-2 R-PUSH-3 R-PUSH-4 R-PUSH-5 R-PUSH-6 R-PUSH-7",
        in_every_linux,
        as_delivered},
    {"reflected-as-delivered-otherwise",
        "Apart from flags, error codes and stacks on two pages, where the version does not repair them, a reflected "
        "event is one that the CPU delivered.",
        "R-TRAP-1 R-TRAP-2 R-PUSH-1 R-PUSH-2 R-PUSH-3 R-PUSH-4 R-PUSH-5 R-PUSH-6 R-PUSH-7",
        in_none,
        as_delivered_otherwise},
    {"reflected-flags-as-delivered",
        "Apart from error codes and stacks on two pages, a reflected event is one that the CPU delivered: its flags.",
        "R-PUSH-6 R-VER-2",
        before_3_18,
        apart_from_others<Difference::flags_left>},
    {"reflected-error-code-as-delivered",
        "Apart from flags and stacks on two pages, a reflected event is one that the CPU delivered: its error code.",
        "R-TRAP-1 R-TRAP-2 R-PUSH-5",
        in_every_linux,
        apart_from_others<Difference::gained_error_code>},
    {"reflected-stack-as-delivered",
        "Apart from flags and error codes, a reflected event is one that the CPU delivered: its stack.",
        "R-PUSH-1 R-PUSH-2",
        in_every_linux,
        apart_from_others<Difference::stack_on_two_pages>},
};

} // namespace

std::span<const Theorem> refinement_theorems() {
    return list;
}

} // namespace trapspec::proofs
