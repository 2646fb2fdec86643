#include "proofs/smtlib/exporter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "proofs/smtlib/print.hpp"

namespace trapspec::proofs::smtlib {

namespace {

std::string parameter_list(const std::vector<Parameter>& parameters) {
    std::string text;
    for (const Parameter& each : parameters) {
        text += fmt::format("{}({} {})", text.empty() ? "" : " ", each.name, print(each.sort));
    }
    return text;
}

} // namespace

Exporter::Exporter(const model::Rule_set& rules, bool with_text)
    : with_text_(with_text), rules_(rules), sorts_(session_) {
    raw(fmt::format(
        "; The rules of {} in SMT-LIB 2.6, for any solver with bit-vectors, arrays and datatypes.\n"
        "; Ids such as R-SET-2 are those of docs/rules.md. Every word is little-endian and 32 bits wide unless\n"
        "; it says otherwise; a gate is two words, b the high one; memory is Guest-physical.\n"
        "; What an event does is a predicate over the State before, the event's arguments and the State after. Its\n"
        "; quantifier binds nothing and every solver drops it: without it, Z3 4.8 would list all paths of the "
        "definition.\n\n"
        "(set-logic ALL)\n",
        rules.name));
    for (const Datatype* sort :
        {&sorts_.gate(), &sorts_.registers(), &sorts_.frame(), &sorts_.state(), &sorts_.event()}) {
        raw(sort->declaration());
    }
}

void Exporter::write(const std::string& name,
    const std::vector<Parameter>& parameters,
    const z3::sort& result,
    const std::string& rules,
    const std::string& meaning,
    const std::string& text) {
    prelude_.functions.push_back(
        {name, fmt::format("{} -> {}", parameter_list(parameters), print(result)), meaning, rules});
    raw(fmt::format("\n; {}{}{}\n(define-fun {} ({}) {}\n{})\n",
        rules,
        rules.empty() ? "" : ": ",
        meaning,
        name,
        parameter_list(parameters),
        print(result),
        text));
}

z3::func_decl Exporter::declare(
    const std::string& name, const std::vector<Parameter>& parameters, const z3::sort& result) {
    z3::sort_vector domain(context());
    for (const Parameter& each : parameters) {
        domain.push_back(each.sort);
    }
    return context().function(name.c_str(), domain, result);
}

Exporter::Words constants_of(z3::context& context, const std::vector<Parameter>& parameters) {
    Exporter::Words terms;
    for (const Parameter& each : parameters) {
        terms.push_back(context.constant(each.name.c_str(), each.sort));
    }
    return terms;
}

void Exporter::define(const std::string& name,
    const std::vector<Parameter>& parameters,
    const std::string& rules,
    const std::string& meaning,
    const std::function<z3::expr(const Words&)>& body) {
    const z3::expr term = body(constants_of(context(), parameters));
    functions_.push_back({declare(name, parameters, term.get_sort()), parameters, false, body});
    if (with_text_) {
        write(name, parameters, term.get_sort(), rules, meaning, print(term));
    }
}

void Exporter::define_as(const std::string& text,
    const std::string& name,
    const std::vector<Parameter>& parameters,
    const std::string& rules,
    const std::string& meaning,
    const std::function<z3::expr(const Words&)>& body) {
    const z3::sort result = body(constants_of(context(), parameters)).get_sort();
    functions_.push_back({declare(name, parameters, result), parameters, false, body});
    if (with_text_) {
        write(name, parameters, result, rules, meaning, text);
    }
}

void Exporter::relate(const std::string& name,
    const std::vector<Parameter>& parameters,
    const std::string& rules,
    const std::string& meaning,
    const std::function<z3::expr(const Words&)>& body,
    const std::optional<std::string>& text) {
    const z3::expr term = body(constants_of(context(), parameters));
    const Parameter after{"after", term.get_sort()};
    std::vector<Parameter> all = parameters;
    all.push_back(after);
    const z3::sort truth = context().bool_sort();
    functions_.push_back({declare(name, all, truth), parameters, true, body});
    if (with_text_) {
        // Z3 up to 4.8.12 lists every path through the ite's of a define-fun, and looks for none under a quantifier.
        const std::string predicate = text.value_or(fmt::format("(= after\n{})", print(term)));
        write(name, all, truth, rules, meaning, fmt::format("(exists ((unused Bool))\n{})", predicate));
    }
}

const Exporter::Function* Exporter::find(const z3::func_decl& declaration) const {
    const auto found = std::find_if(functions_.begin(), functions_.end(), [&](const Function& each) {
        return z3::eq(each.declaration, declaration);
    });
    return found == functions_.end() ? nullptr : &*found;
}

std::optional<z3::expr> Exporter::call(const z3::func_decl& declaration, const Words& arguments) const {
    const Function* function = find(declaration);
    if (function == nullptr) {
        return std::nullopt;
    }
    if (!function->is_relation) {
        return function->body(arguments);
    }
    return arguments.back() == function->body(Words(arguments.begin(), arguments.end() - 1));
}

Prelude export_rules(const model::Rule_set& rules) {
    Exporter exporter(rules, true);
    export_gate_rules(exporter);
    export_events(exporter);
    return exporter.take();
}

} // namespace trapspec::proofs::smtlib
