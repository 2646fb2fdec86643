#include "proofs/smtlib/sorts.hpp"

#include <fmt/format.h>

#include "model/domain/symbolic_z3.hpp"
#include "model/state/event_kinds.hpp"

namespace trapspec::proofs::smtlib {

namespace {

using model::Symbolic;
using Machine = model::Machine<Symbolic>;

struct Fields {
    std::vector<std::string> names;
    std::vector<z3::sort> sorts;

    void add(std::string_view name, const z3::sort& sort) {
        names.emplace_back(name);
        sorts.push_back(sort);
    }
};

template <class Struct>
void add_fields(z3::context& context, std::string_view prefix, Fields& fields) {
    Struct each{};
    model::for_each_field(
        [&](std::string_view name, auto& member) {
            using Member = std::remove_cvref_t<decltype(member)>;
            if constexpr (std::is_same_v<Member, model::symbolic::Bool>) {
                fields.add(fmt::format("{}.{}", prefix, name), context.bool_sort());
            } else {
                fields.add(fmt::format("{}.{}", prefix, name), context.bv_sort(Member::width));
            }
        },
        each);
}

Datatype make(z3::context& context, const std::string& name, const Fields& fields) {
    return {context, name, {{"make-" + name, fields.names, fields.sorts}}};
}

z3::context& context_of(model::Session& session) {
    return session.implementation().context;
}

Fields gate_fields(z3::context& c) {
    Fields fields;
    fields.add("gate.a", c.bv_sort(32));
    fields.add("gate.b", c.bv_sort(32));
    return fields;
}

Fields registers_fields(z3::context& c) {
    Fields fields;
    add_fields<model::Registers<Symbolic>>(c, "reg", fields);
    return fields;
}

Fields frame_fields(z3::context& c) {
    Fields fields;
    for (const char* name : {"frame.error_code", "frame.eip", "frame.cs", "frame.eflags", "frame.esp", "frame.ss"}) {
        fields.add(name, c.bv_sort(32));
    }
    return fields;
}

Fields state_fields(z3::context& c, const z3::sort& registers) {
    Fields fields;
    fields.add("state.regs", registers);
    add_fields<model::Cpu<Symbolic>>(c, "state", fields);
    add_fields<model::Guest<Symbolic>>(c, "state", fields);
    add_fields<model::Host<Symbolic>>(c, "state", fields);
    add_fields<model::Outcome<Symbolic>>(c, "state", fields);
    add_fields<model::Faults<Symbolic>>(c, "state", fields);
    fields.add("state.syscall_vector", c.bv_sort(32));
    const z3::sort table = c.array_sort(c.bv_sort(8), c.bv_sort(64));
    fields.add("state.gates", table);
    fields.add("state.idt", table);
    fields.add("state.handlers", table);
    fields.add("state.memory", c.array_sort(c.bv_sort(32), c.bv_sort(8)));
    return fields;
}

Datatype make_event(z3::context& context) {
    std::vector<Constructor> constructors;
    for (const model::Event_info& each : model::event_table) {
        Constructor constructor{std::string(each.name), {}, {}};
        for (const model::Argument& argument : each.arguments) {
            constructor.fields.push_back(fmt::format("{}.{}", each.name, argument.name));
            constructor.sorts.push_back(context.bv_sort(32));
        }
        constructors.push_back(std::move(constructor));
    }
    return {context, "Event", std::move(constructors)};
}

} // namespace

Sorts::Sorts(model::Session& session)
    : session_(session), gate_(make(context_of(session), "Gate", gate_fields(context_of(session)))),
      registers_(make(context_of(session), "Registers", registers_fields(context_of(session)))),
      frame_(make(context_of(session), "Frame", frame_fields(context_of(session)))),
      state_(make(context_of(session), "State", state_fields(context_of(session), registers_.sort()))),
      event_(make_event(context_of(session))) {}

namespace {

/// A member of a record: of a constructor's application its argument, so that literals stay literal.
z3::expr part(const Datatype& record, const z3::expr& value, unsigned field) {
    const bool built = value.is_app() && value.decl().decl_kind() == Z3_OP_DT_CONSTRUCTOR;
    return built ? value.arg(field) : record.accessor(0, field)(value);
}

bool is_all_zero(const z3::expr& array) {
    std::uint64_t value = 1;
    return array.is_app() && array.decl().decl_kind() == Z3_OP_CONST_ARRAY && array.arg(0).is_numeral_u64(value) &&
           value == 0;
}

template <class Store>
Store store_of(model::Session& session, const z3::expr& array) {
    return is_all_zero(array) ? Store() : Store(model::term(session, array).node);
}

} // namespace

Machine Sorts::machine_of(const z3::expr& state, const model::Rule_set& rules) const {
    Machine machine;
    unsigned next = 0;
    const auto take = [&] { return part(state_, state, next++); };
    const auto fill = [&](auto& fields, const auto& get) {
        model::for_each_field(
            [&](auto, auto& member) {
                member = std::remove_cvref_t<decltype(member)>::of(model::term(session_, get()));
            },
            fields);
    };
    const z3::expr registers = take();
    unsigned next_register = 0;
    fill(machine.regs, [&] { return part(registers_, registers, next_register++); });
    fill(machine.cpu, take);
    fill(machine.guest, take);
    fill(machine.host, take);
    fill(machine.outcome, take);
    fill(machine.faults, take);
    machine.syscall_vector = model::symbolic::Bits<32>::of(model::term(session_, take()));
    machine.gates = store_of<model::symbolic::Table>(session_, take());
    machine.idt = store_of<model::symbolic::Table>(session_, take());
    machine.handlers = store_of<model::symbolic::Table>(session_, take());
    machine.memory = store_of<model::symbolic::Memory>(session_, take());
    machine.rules = rules;
    return machine;
}

z3::expr Sorts::term_of(const Machine& machine) const {
    z3::expr_vector registers(context_of(session_));
    z3::expr_vector members(context_of(session_));
    const auto put = [&](z3::expr_vector& to, const auto& fields) {
        model::for_each_field([&](auto, const auto& member) { to.push_back(expression(session_, member)); }, fields);
    };
    put(registers, machine.regs);
    members.push_back(registers_.constructor()(registers));
    put(members, machine.cpu);
    put(members, machine.guest);
    put(members, machine.host);
    put(members, machine.outcome);
    put(members, machine.faults);
    members.push_back(expression(session_, machine.syscall_vector));
    members.push_back(expression(session_, machine.gates));
    members.push_back(expression(session_, machine.idt));
    members.push_back(expression(session_, machine.handlers));
    members.push_back(expression(session_, machine.memory));
    return state_.constructor()(members);
}

model::Gate<Symbolic> Sorts::gate_of(const z3::expr& gate) const {
    return model::Gate<Symbolic>::of(model::symbolic::Bits<32>::of(model::term(session_, part(gate_, gate, 0))),
        model::symbolic::Bits<32>::of(model::term(session_, part(gate_, gate, 1))));
}

z3::expr Sorts::term_of(const model::Gate<Symbolic>& gate) const {
    return gate_.constructor()(expression(session_, gate.a()), expression(session_, gate.b()));
}

} // namespace trapspec::proofs::smtlib
