#include <fmt/format.h>

#include <stdexcept>

#include "proofs/smtlib/exporter.hpp"
#include "proofs/smtlib/flatten.hpp"
#include "proofs/smtlib/prelude.hpp"

namespace trapspec::proofs::smtlib {

namespace {

/// One use of a function: its result equals its body over its parameters, all constants named after it.
std::string use(Exporter& exporter, const Exporter::Function& function) {
    const std::string name = function.declaration.name().str();
    std::vector<Parameter> constants = function.parameters;
    for (Parameter& each : constants) {
        each.name = fmt::format("{}/{}", name, each.name);
    }
    const z3::expr body = function.body(constants_of(exporter.context(), constants));
    constants.push_back({fmt::format("{}/{}", name, function.is_relation ? "after" : "result"), body.get_sort()});
    std::string text;
    for (const Parameter& each : constants) {
        text += declarations(each.name, each.sort);
    }
    z3::expr_vector assertions(exporter.context());
    assertions.push_back(constants_of(exporter.context(), {constants.back()})[0] == body);
    return text + flattened(assertions, false).assertions;
}

} // namespace

Fragment export_fragment(const model::Rule_set& rules) {
    Exporter exporter(rules, false);
    export_gate_rules(exporter);
    export_events(exporter);
    Fragment fragment;
    std::string functions;
    for (const Exporter::Function& each : exporter.functions()) {
        const std::string name = each.declaration.name().str();
        try {
            functions += fmt::format("\n; {}\n{}", name, use(exporter, each));
        } catch (const std::invalid_argument& error) {
            fragment.left_out.push_back({name, error.what()});
        }
    }
    fragment.text = fmt::format("; The rules of {} over bit-vectors and arrays alone, for boolector 1.5, which has no "
                                "define-fun, no datatypes and no\n"
                                "; constant arrays. Each function is there for one use: FUNCTION/PARAMETER are what it "
                                "is about, FUNCTION/result (of\n"
                                "; a step, FUNCTION/after) what it gives; a record is spread over its members.\n",
        rules.name);
    for (const Left_out& each : fragment.left_out) {
        fragment.text += fmt::format("; left out: {}, which needs {}\n", each.function, each.reason);
    }
    fragment.text += "\n(set-logic QF_AUFBV)\n" + functions;
    return fragment;
}

} // namespace trapspec::proofs::smtlib
