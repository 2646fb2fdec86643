#include "proofs/smtlib/exporter.hpp"

#include <fmt/format.h>

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
        "; it says otherwise; a gate is two words, b the high one; memory is Guest-physical.\n\n"
        "(set-logic ALL)\n",
        rules.name));
    for (const Datatype* sort :
        {&sorts_.gate(), &sorts_.registers(), &sorts_.frame(), &sorts_.state(), &sorts_.event()}) {
        raw(sort->declaration());
    }
}

void Exporter::document(const std::string& name,
    const std::vector<Parameter>& parameters,
    const z3::sort& result,
    const std::string& rules,
    const std::string& meaning) {
    prelude_.functions.push_back(
        {name, fmt::format("{} -> {}", parameter_list(parameters), print(result)), meaning, rules});
    raw(fmt::format("\n; {}{}{}\n", rules, rules.empty() ? "" : ": ", meaning));
}

void Exporter::declare(const std::string& name,
    const std::vector<Parameter>& parameters,
    const z3::sort& result,
    std::function<z3::expr(const Words&)> body) {
    z3::sort_vector domain(context());
    for (const Parameter& each : parameters) {
        domain.push_back(each.sort);
    }
    declarations_.push_back(context().function(name.c_str(), domain, result));
    bodies_.emplace(name, std::move(body));
}

namespace {

Exporter::Words constants_of(z3::context& context, const std::vector<Parameter>& parameters) {
    Exporter::Words terms;
    for (const Parameter& each : parameters) {
        terms.push_back(context.constant(each.name.c_str(), each.sort));
    }
    return terms;
}

} // namespace

void Exporter::define(const std::string& name,
    const std::vector<Parameter>& parameters,
    const std::string& rules,
    const std::string& meaning,
    const std::function<z3::expr(const Words&)>& body) {
    const z3::expr term = body(constants_of(context(), parameters));
    declare(name, parameters, term.get_sort(), body);
    if (with_text_) {
        document(name, parameters, term.get_sort(), rules, meaning);
        raw(fmt::format(
            "(define-fun {} ({}) {}\n{})\n", name, parameter_list(parameters), print(term.get_sort()), print(term)));
    }
}

void Exporter::define_as(const std::string& text,
    const std::string& name,
    const std::vector<Parameter>& parameters,
    const std::string& rules,
    const std::string& meaning,
    const std::function<z3::expr(const Words&)>& body) {
    const z3::sort result = body(constants_of(context(), parameters)).get_sort();
    declare(name, parameters, result, body);
    if (with_text_) {
        document(name, parameters, result, rules, meaning);
        raw(fmt::format("(define-fun {} ({}) {}\n{})\n", name, parameter_list(parameters), print(result), text));
    }
}

std::optional<z3::expr> Exporter::call(const z3::func_decl& function, const Words& arguments) const {
    const auto found = bodies_.find(function.name().str());
    return found == bodies_.end() ? std::nullopt : std::optional(found->second(arguments));
}

Prelude export_rules(const model::Rule_set& rules) {
    Exporter exporter(rules, true);
    export_gate_rules(exporter);
    export_events(exporter);
    return exporter.take();
}

} // namespace trapspec::proofs::smtlib
