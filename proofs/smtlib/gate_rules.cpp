#include "model/lguest/install.hpp"
#include "model/lguest/interrupts.hpp"
#include "model/lguest/vetting.hpp"
#include "proofs/smtlib/exporter.hpp"

namespace trapspec::proofs::smtlib {

namespace {

using model::Symbolic;
using Gate = model::Gate<Symbolic>;
using Machine = model::Machine<Symbolic>;
using Words = Exporter::Words;

/// A machine of which only the rules matter, for functions that take a machine for its configuration.
Machine configured(const Exporter& exporter) {
    Machine machine;
    machine.rules = exporter.rules();
    return machine;
}

void export_reading(Exporter& e) {
    const std::vector<Parameter> gate{{"g", e.sorts().gate().sort()}};
    const auto read = [&](const char* name, const char* rules, const char* meaning, auto rule) {
        e.define(name, gate, rules, meaning, [&e, rule](const Words& w) {
            return expression(e.session(), rule(e.sorts().gate_of(w[0])));
        });
    };
    read("handler", "R-GATE-1", "a gate's handler address", [](Gate g) { return model::handler(g); });
    read("type", "R-GATE-2", "a gate's type, 4 bits", [](Gate g) { return model::type(g); });
    read("present", "R-GATE-3", "whether a gate is present", [](Gate g) { return model::present(g); });
    read("dpl", "SDM", "a gate's descriptor privilege level, 2 bits", [](Gate g) { return model::dpl(g); });
    read("selector", "SDM", "a gate's segment selector, 16 bits", [](Gate g) { return model::selector(g); });
    read("is-trap-gate", "R-GATE-2", "type 0xF", [](Gate g) { return model::is_trap_gate(g); });
    read("is-interrupt-gate", "R-GATE-2", "type 0xE", [](Gate g) { return model::is_interrupt_gate(g); });
    e.define("gate-of", {{"bits", e.bits(64)}}, "", "a table's entry, b above a, as a Gate", [&e](const Words& w) {
        return e.sorts().term_of(Gate{e.value<64>(w[0])});
    });
    e.define("bits-of", gate, "", "and back", [&e](const Words& w) {
        return expression(e.session(), e.sorts().gate_of(w[0]).bits);
    });
    e.define("can-raise",
        {{"g", e.sorts().gate().sort()}, {"cpl", e.bits(2)}},
        "SDM, INT n",
        "whether `int n` at privilege cpl passes the gate g: present, and DPL not more privileged",
        [&e](const Words& w) {
            const Gate g = e.sorts().gate_of(w[0]);
            return expression(e.session(), model::present(g) & ule(e.value<2>(w[1]), model::dpl(g)));
        });
}

void export_vetting(Exporter& e) {
    const z3::sort gate = e.sorts().gate().sort();
    e.define("vetted",
        {{"g", gate}},
        "R-SET-1 R-SET-3",
        "what the slot holds after the Guest asked for g",
        [&e](const Words& w) {
            Machine machine = configured(e);
            set_trap(machine, model::symbolic::Bits<8>(0), e.sorts().gate_of(w[0]));
            return e.sorts().term_of(Gate{machine.gates.get(model::symbolic::Bits<8>(0))});
        });
    e.define("kills", {{"g", gate}}, "R-SET-2", "whether asking for g kills the Guest", [&e](const Words& w) {
        Machine machine = configured(e);
        set_trap(machine, model::symbolic::Bits<8>(0), e.sorts().gate_of(w[0]));
        return expression(e.session(), machine.guest.dead);
    });
    e.define(
        "is-ignored", {{"n", e.word()}}, "R-LOAD-1", "whether a request for vector n is ignored", [&e](const Words& w) {
            Machine machine = configured(e);
            load_guest_idt_entry(machine, e.value<32>(w[0]), Gate{});
            return expression(e.session(), machine.fired.has(model::Rule::load_1_ignored));
        });
}

void export_traps(Exporter& e) {
    const std::vector<Parameter> vector_and_host{{"n", e.word()}, {"syscall_vector", e.word()}};
    const auto with_host = [&e](const Words& w) {
        Machine machine = configured(e);
        machine.syscall_vector = e.value<32>(w[1]);
        return machine;
    };
    e.define("has-error-code",
        {{"n", e.word()}},
        "R-TRAP-1",
        "whether the Host pushes an error code for vector n",
        [&e](const Words& w) { return expression(e.session(), model::has_error_code<Symbolic>(e.value<32>(w[0]))); });
    e.define("could-be-syscall",
        vector_and_host,
        "R-SYS-1",
        "whether n is a permitted system-call vector",
        [&e, with_host](
            const Words& w) { return expression(e.session(), could_be_syscall(with_host(w), e.value<32>(w[0]))); });
    e.define(
        "direct-trap", vector_and_host, "R-TRAP-3", "whether vector n may go direct", [&e, with_host](const Words& w) {
            return expression(e.session(), direct_trap(with_host(w), e.value<32>(w[0])));
        });
    e.define("find-first-bit", {{"map", e.word()}}, "R-IRQ-1", "the lowest set bit, 32 for none", [&e](const Words& w) {
        return expression(e.session(), model::find_first_bit<Symbolic>(e.value<32>(w[0])));
    });
    e.define("address-ok",
        {{"address", e.word()}, {"length", e.word()}, {"pfn_limit", e.word()}},
        "R-MEM-1",
        "whether the Host lets an access to Guest memory through",
        [&e](const Words& w) {
            Machine machine = configured(e);
            machine.guest.pfn_limit = e.value<32>(w[2]);
            return expression(e.session(), address_ok(machine, e.value<32>(w[0]), e.value<32>(w[1])));
        });
}

void export_installing(Exporter& e) {
    const z3::sort gate = e.sorts().gate().sort();
    const z3::sort table = e.context().array_sort(e.bits(8), e.bits(64));
    e.define("default-gate",
        {{"vector", e.bits(8)}, {"stub", e.word()}, {"base", gate}},
        "R-DEF-1",
        "the Switcher's gate for a vector, with the DPL of base",
        [&e](const Words& w) {
            Machine machine = configured(e);
            machine.handlers.set(e.value<8>(w[0]), zext<64>(e.value<32>(w[1])));
            return e.sorts().term_of(default_idt_entry(machine, e.value<8>(w[0]), e.sorts().gate_of(w[2])));
        });
    e.define("installed-gate",
        {{"vector", e.bits(8)}, {"g", gate}, {"before", gate}, {"stub", e.word()}, {"syscall_vector", e.word()}},
        "R-COPY-1",
        "what the CPU's own table holds for a vector after the copy, if the Guest's gate is g and it held before",
        [&e](const Words& w) {
            Machine machine = configured(e);
            const auto vector = e.value<8>(w[0]);
            machine.gates.set(vector, e.sorts().gate_of(w[1]).bits);
            machine.idt.set(vector, e.sorts().gate_of(w[2]).bits);
            machine.handlers.set(vector, zext<64>(e.value<32>(w[3])));
            machine.syscall_vector = e.value<32>(w[4]);
            copy_trap(machine, vector);
            return e.sorts().term_of(Gate{machine.idt.get(vector)});
        });
    e.define_as("(gate-of (select table vector))",
        "gate-at",
        {{"table", table}, {"vector", e.bits(8)}},
        "",
        "the gate of a vector in a State's table",
        [&e](const Words& w) { return e.sorts().term_of(Gate{e.value<64>(z3::select(w[0], w[1]))}); });
}

} // namespace

void export_gate_rules(Exporter& exporter) {
    export_reading(exporter);
    export_vetting(exporter);
    export_traps(exporter);
    export_installing(exporter);
}

} // namespace trapspec::proofs::smtlib
