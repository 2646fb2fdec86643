#include "proofs/theorems/iret.hpp"

#include "proofs/hardware.hpp"
#include "proofs/theorems/round_trip.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace round_trip;

/// The handler's stack and code by the tables, or any with B as the case has it.
Delivery any_delivery(Run<Symbolic>& run, const Case& which, bool by_tables) {
    using D = Symbolic;
    Delivery d;
    d.which = which;
    d.before = interrupted_cpu(run, which);
    d.event = any_event(run);
    d.gate = gate_of(run, which);
    d.before.idt.set(d.event.vector, d.gate.bits);
    const Bits<D, 1> b = Bits<D, 1>::of(which.wide_stack ? 1U : 0U);
    const Bits<D, 64> data = concat(run.word<9>("stack_63_55"), concat(b, run.word<54>("stack_53_0")));
    const Bits<D, 2> cpl = arch::current_level(d.before);
    d.code = find(d.before, model::selector(d.gate)).descriptor;
    if (which.from == Case::same_level) {
        d.before.ss.descriptor = data;
        d.level = cpl;
        d.stack = current_stack(d.before);
    } else {
        const Bits<D, 2> any = which.from == Case::virtual_8086 ? Bits<D, 2>(0) : run.word<2>("handler_level");
        d.level = by_tables ? arch::descriptor_level<D>(d.code) : any;
        const auto pointer = stack_of_level(d.before, d.level);
        d.stack = {{pointer.ss, by_tables ? find(d.before, pointer.ss).descriptor : data}, pointer.esp, d.level};
    }
    run.assume("a CPU that can be", can_be(d.before));
    run.assume("an event that can be", is_event(d.event));
    run.assume("an error code, or none", arch::has_error_code(d.event) == Bool<D>(which.has_error_code));
    run.assume("paging is off: the frame is at linear addresses, and the handler leaves it alone", !d.before.paging.on);
    if (which.from == Case::outer_level) {
        run.assume("the handler's level is an inner one", ult(d.level, cpl));
    }
    return d;
}

void claim_same(
    Run<Symbolic>& run, const std::string& name, const arch::Segment<Symbolic>& a, const arch::Segment<Symbolic>& b) {
    run.claim("the same " + name, (a.selector == b.selector) & (a.descriptor == b.descriptor));
}

void claim_same_registers(Run<Symbolic>& run, const arch::Processor<Symbolic>& a, const arch::Processor<Symbolic>& b) {
    run.claim("it is done", going_on(a));
    run.claim("the same eip", a.eip == b.eip);
    run.claim("the same eflags", a.eflags == b.eflags);
    run.claim("the same esp", a.esp == b.esp);
    claim_same(run, "cs", a.cs, b.cs);
    claim_same(run, "ss", a.ss, b.ss);
    claim_same(run, "ds", a.ds, b.ds);
    claim_same(run, "es", a.es, b.es);
    claim_same(run, "fs", a.fs, b.fs);
    claim_same(run, "gs", a.gs, b.gs);
}

/// A delivery that is done leaves the CPU as `in_handler` draws it.
void entry_is_as_drawn(Run<Symbolic>& run, const Case& which) {
    using D = Symbolic;
    run.inputs().session().settle_conditions();
    Delivery d = any_delivery(run, which, true);
    arch::Processor<D> cpu = d.before;
    arch::deliver(cpu, d.event);
    run.assume("the handler is entered", going_on(cpu));
    if (which.from == Case::same_level) {
        run.assume(
            "at its level", arch::is_conforming_code<D>(d.code) | (arch::descriptor_level<D>(d.code) == d.level));
    } else if (which.from == Case::virtual_8086) {
        run.assume("at level 0", d.level == Bits<D, 2>(0));
    }
    run.assume("or at an inner one", Bool<D>(which.from != Case::outer_level) | !arch::is_conforming_code<D>(d.code));
    const arch::Processor<D> drawn = d.in_handler();
    claim_same_registers(run, cpu, drawn);
    run.claim("there was room", d.has_room());
    for (std::size_t i = 0; i < d.words().size(); ++i) {
        const auto word = [&](const arch::Processor<D>& m) {
            return which.wide_gate ? m.memory.load<4>(d.place_of(i)) : zext<32>(m.memory.load<2>(d.place_of(i)));
        };
        run.claim("the same word " + std::to_string(i + 1), word(cpu) == word(drawn));
    }
}

/// The handler drops the error code and returns.
void way_back(Run<Symbolic>& run, const Case& which, int left_out) {
    using D = Symbolic;
    using Word = Bits<D, 32>;
    const Delivery d = any_delivery(run, which, false);
    run.assume("there was room for the frame", d.has_room());
    for (int i = 0; i < static_cast<int>(conditions.size()); ++i) {
        if (i != left_out) {
            run.assume(std::string(conditions[static_cast<std::size_t>(i)]), d.holds(static_cast<Condition>(i)));
        }
    }
    arch::Processor<D> cpu = d.in_handler();
    if (which.has_error_code) {
        cpu.esp = arch::moved(arch::current_stack(cpu), Word::of(which.wide_gate ? 4U : 2U));
    }
    arch::return_from_handler(cpu, d.wide());
    arch::Processor<D> wanted = d.before;
    const Word rf(arch::eflags::resume);
    const Word as_pushed = which.wide_gate ? arch::pushed_flags<D>(wanted.eflags, d.event) : Word(0);
    wanted.eflags = (wanted.eflags & ~rf) | (as_pushed & rf);
    claim_same_registers(run, cpu, wanted);
}

template <class Body>
void of_any_state(Proof& proof, std::string name, Body body) {
    proof.lemma_claim_by_claim(std::move(name), [=](auto& run) {
        if (run.machine().rules.name != model::rule_sets.front().name) {
            run.claim("no rule of the Host takes part: it is shown with the first version", Bool<Symbolic>(true));
            return;
        }
        body(run);
    });
}

/// A 16-bit gate loses VM: one of the conditions excludes it.
std::vector<Case> cases(bool without_16_bits_in_vm) {
    std::vector<Case> all;
    for (const auto from : {Case::same_level, Case::outer_level, Case::virtual_8086}) {
        for (const bool wide_gate : {true, false}) {
            for (const bool has_error_code : {false, true}) {
                for (const bool wide_stack : {true, false}) {
                    if (from != Case::virtual_8086 || wide_gate || !without_16_bits_in_vm) {
                        all.push_back({from, wide_gate, has_error_code, wide_stack});
                    }
                }
            }
        }
    }
    return all;
}

void as_drawn(Proof& proof) {
    for (const Case& which : cases(false)) {
        if (which.from == Case::same_level || which.wide_stack) { // else the tables decide B
            of_any_state(proof, which.name(), [=](auto& run) { entry_is_as_drawn(run, which); });
        }
    }
}

template <int LeftOut>
void identity(Proof& proof) {
    for (const Case& which : cases(LeftOut != static_cast<int>(Condition::fits_16_bits))) {
        of_any_state(proof, which.name(), [=](auto& run) { way_back(run, which, LeftOut); });
    }
}

/// Theorem iret-restores speaks of hardware::iret: that is A-IRET in ring 1 with IOPL 0, wherever A-IRET returns.
void iret_of_the_guest(Proof& proof) {
    of_any_state(proof, "hardware::iret is A-IRET", [](auto& run) {
        using D = Symbolic;
        using Word = Bits<D, 32>;
        constexpr std::uint64_t flat_code_1 = 0x00CFBB000000FFFF;
        constexpr std::uint64_t flat_data_1 = 0x00CFB3000000FFFF;
        run.inputs().session().settle_conditions();
        auto cpu = processor_of(Words<D>{run, false}, handler_at_0);
        cpu.gdt = run.inputs().session().table("gdt");
        cpu.ldt = run.inputs().session().table("ldt");
        cpu.limits = {run.template word<16>("gdt_limit"), run.template word<16>("ldt_limit"), Bits<D, 16>(0x7FF)};
        const auto ring_1 = [&](const char* name) { return concat(run.template word<14>(name), Bits<D, 2>(1)); };
        cpu.cs = {ring_1("cs"), Bits<D, 64>(flat_code_1)};
        cpu.ss = {ring_1("ss"), Bits<D, 64>(flat_data_1)};
        cpu.esp = run.word("esp");
        // VM and IOPL are clear.
        cpu.eflags = concat(concat(run.template word<14>("flags_31_18"), Bits<D, 1>(0)),
            concat(run.template word<3>("flags_16_14"), concat(Bits<D, 2>(0), run.template word<12>("flags_11_0"))));
        std::array<Word, 5> words{};
        for (std::uint32_t k = 0; k < words.size(); ++k) {
            words[k] = run.word("word_" + std::to_string(k));
            cpu.memory.template store<4>(cpu.esp + Word::of(4 * k), words[k]);
        }
        Machine<D> host;
        host.regs.eflags = cpu.eflags;
        host.regs.ss = zext<32>(cpu.ss.selector);
        const auto said = hardware::iret(host, cpu.esp, [&](Word address) {
            Word word = words[4];
            for (std::uint32_t k = 0; k < 4; ++k) {
                word = ite(address == cpu.esp + Word::of(4 * k), words[k], word);
            }
            return word;
        });
        arch::return_from_handler(cpu, Bool<D>(true));
        run.assume("A-IRET returns", going_on(cpu));
        run.assume("to a stack whose segment has B set", arch::is_wide<D>(cpu.ss.descriptor));
        run.claim("hardware::iret does", !said.faults);
        run.claim("to the same eip", said.eip == cpu.eip);
        run.claim("the same cs", said.cs == cpu.cs.selector);
        run.claim("the same eflags", said.eflags == cpu.eflags);
        run.claim("the same esp", said.esp == cpu.esp);
        run.claim("the same ss", said.ss == cpu.ss.selector);
    });
}

constexpr std::string_view sentence = "Delivery by the CPU, then the handler's iret, is the identity on the "
                                      "interrupted state, RF apart, under six conditions.";

constexpr Theorem list[] = {
    {"cpu-entry-as-drawn",
        "A handler that the CPU enters finds the registers and the frame that the SDM's figures draw.",
        "R-PUSH-1 R-PUSH-2 R-PUSH-4 R-PUSH-5 R-PUSH-6",
        in_none,
        as_drawn},
    {"iret-undoes-delivery", sentence, "R-PUSH-6", in_none, identity<-1>},
    {"iret-of-the-guest",
        "Wherever the CPU's iret returns from the Guest kernel's handler, it leaves what theorem iret-restores says of "
        "it.",
        "R-PUSH-6 R-TRAP-2",
        in_none,
        iret_of_the_guest},
};

constexpr Theorem without[] = {
    {conditions[0], sentence, "R-PUSH-6", in_every_linux, identity<0>},
    {conditions[1], sentence, "R-PUSH-6", in_every_linux, identity<1>},
    {conditions[2], sentence, "R-PUSH-6", in_every_linux, identity<2>},
    {conditions[3], sentence, "R-PUSH-6", in_every_linux, identity<3>},
    {conditions[4], sentence, "R-PUSH-6", in_every_linux, identity<4>},
    {conditions[5], sentence, "R-PUSH-6", in_every_linux, identity<5>},
};

} // namespace

std::span<const Theorem> iret_theorems() {
    return list;
}

std::span<const Theorem> iret_theorems_without_a_condition() {
    return without;
}

} // namespace trapspec::proofs
