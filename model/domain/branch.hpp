// The only branches a rule has. In Concrete they are `if`: one arm runs and changes the state in place. In Symbolic
// every arm runs on its own copy and the copies are merged.
//
//   decide(m,
//       arm(Rule::set_1_not_present, !present(gate), [=](auto& m) { ... }),
//       otherwise(Rule::set_3_installed, [=](auto& m) { ... }));
//
// The order of the arms is the order of the decision; the arm that is taken is recorded as fired. Arms capture by value
// and name their parameter as the outer machine: an outer local or the outer machine itself then cannot be changed by
// accident, which would go unmerged. Arms may return a value; all of one list return the same type.
#pragma once

#include <type_traits>
#include <utility>

#include "model/domain/concrete.hpp"
#include "model/domain/domain.hpp"
#include "model/domain/symbolic.hpp"
#include "model/state/fields.hpp"

namespace trapspec::model {

template <class Rule, class Condition, class Body>
struct Arm {
    Rule rule;
    Condition condition;
    Body body;
};

template <class Rule, class Condition, class Body>
constexpr Arm<Rule, Condition, Body> arm(Rule rule, Condition condition, Body body) {
    return {rule, condition, std::move(body)};
}

template <class Rule, class Body>
struct Otherwise {
    Rule rule;
    Body body;
};

template <class Rule, class Body>
constexpr Otherwise<Rule, Body> otherwise(Rule rule, Body body) {
    return {rule, std::move(body)};
}

namespace detail {

/// ite over anything that a machine holds: values, structs with field lists, stores.
template <class Value>
Value merge(symbolic::Bool condition, const Value& then, const Value& otherwise) {
    if constexpr (Has_fields<Value>) {
        Value result = otherwise;
        for_each_field([&](auto, auto& to, const auto& a, const auto& b) { to = merge(condition, a, b); },
            result,
            then,
            otherwise);
        return result;
    } else if constexpr (requires { Value::merge(condition, then, otherwise); }) {
        return Value::merge(condition, then, otherwise);
    } else {
        return ite(condition, then, otherwise);
    }
}

// Inlined whatever the compiler thinks of it: an arm's body is used once, but being a template it counts as used by others.
template <class Machine, class Rule, class Body>
[[gnu::always_inline]] inline auto take(Machine& machine, Rule rule, Body body) {
    machine.fired.add(rule);
    return body(machine);
}

template <class Machine, class Rule, class Body>
[[gnu::always_inline]] inline auto decide_in(Concrete, Machine& machine, const Otherwise<Rule, Body>& last) {
    return take(machine, last.rule, last.body);
}

template <class Machine, class Rule, class Condition, class Body, class... Rest>
[[gnu::always_inline]] inline auto decide_in(
    Concrete domain, Machine& machine, const Arm<Rule, Condition, Body>& first, const Rest&... rest) {
    if (first.condition.host()) {
        return take(machine, first.rule, first.body);
    }
    return decide_in(domain, machine, rest...);
}

template <class Machine, class Rule, class Body>
auto decide_in(Symbolic, Machine& machine, const Otherwise<Rule, Body>& last) {
    return take(machine, last.rule, last.body);
}

template <class Machine, class Rule, class Condition, class Body, class... Rest>
auto decide_in(Symbolic domain, Machine& machine, const Arm<Rule, Condition, Body>& first, const Rest&... rest) {
    const symbolic::Bool condition = first.condition.settled();
    if (condition.is_literally(true)) {
        return take(machine, first.rule, first.body);
    }
    if (condition.is_literally(false)) {
        return decide_in(domain, machine, rest...);
    }
    Machine then = machine;
    if constexpr (std::is_void_v<decltype(first.body(machine))>) {
        take(then, first.rule, first.body);
        decide_in(domain, machine, rest...);
        machine.assign(merge(first.condition, then, machine));
    } else {
        const auto then_value = take(then, first.rule, first.body);
        const auto else_value = decide_in(domain, machine, rest...);
        machine.assign(merge(first.condition, then, machine));
        return merge(first.condition, then_value, else_value);
    }
}

struct Nothing {
    template <class Machine>
    void operator()(Machine&) const {}
};

} // namespace detail

/// Takes the first arm whose condition holds; the last one is `otherwise`.
template <class Machine, class... Arms>
auto decide(Machine& machine, const Arms&... arms) {
    return detail::decide_in(typename Machine::Domain_type{}, machine, arms...);
}

/// One arm, or nothing at all.
template <class Machine, class Rule, class Body>
void when(Machine& machine, Rule rule, Bool<typename Machine::Domain_type> condition, const Body& body) {
    decide(machine, arm(rule, condition, body), otherwise(Rule::none, detail::Nothing{}));
}

/// How many turns a loop of at most `most` needs before `count` of them are done: in Concrete no more than that, in
/// Symbolic all, each under its own condition.
template <Domain D>
unsigned turns(Bits<D, 32> count, unsigned most) {
    if constexpr (std::is_same_v<D, Concrete>) {
        return count.host() < most ? static_cast<unsigned>(count.host()) : most;
    } else {
        return most;
    }
}

} // namespace trapspec::model
