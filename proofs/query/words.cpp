#include "proofs/query/words.hpp"

#include <fmt/format.h>

#include "traces/describe.hpp"

namespace trapspec::proofs {

namespace {

std::uint64_t number(const z3::expr& value) {
    std::uint64_t result = 0;
    if (value.is_bool()) {
        return value.is_true() ? 1 : 0;
    }
    return value.is_numeral_u64(result) ? result : 0;
}

std::string show(const Leaf& leaf) {
    if (leaf.any) {
        return "any";
    }
    if (leaf.value.is_bool()) {
        return leaf.value.is_true() ? "true" : "false";
    }
    return fmt::format("{:#x}", number(leaf.value));
}

std::string show_with_meaning(const Leaf& leaf) {
    const auto value = static_cast<std::uint32_t>(number(leaf.value));
    if (!leaf.any && leaf.path.ends_with("eflags")) {
        return traces::describe_eflags(value);
    }
    if (!leaf.any && (leaf.path.ends_with("cs") || leaf.path.ends_with("ss") || leaf.path == "ss1")) {
        return traces::describe_selector(value);
    }
    return show(leaf);
}

using Leaves = std::vector<const Leaf*>;

std::string gate_line(const Leaves& leaves) {
    const auto a = static_cast<std::uint32_t>(number(leaves[0]->value));
    const auto b = static_cast<std::uint32_t>(number(leaves[1]->value));
    return fmt::format("{}  (a {}, b {})", traces::describe_gate(a, b), show(*leaves[0]), show(*leaves[1]));
}

/// Only what is neither 0 nor any: a state has eighty words.
std::string record_line(const Leaves& leaves) {
    std::string line;
    for (const Leaf* leaf : leaves) {
        if (!leaf->any && number(leaf->value) != 0) {
            line += fmt::format("{}{} = {}", line.empty() ? "" : ", ", leaf->path, show_with_meaning(*leaf));
        }
    }
    return line.empty() ? "everything 0 or any" : line + "; the rest 0 or any";
}

std::string event_line(const z3::expr& value, const Leaves& leaves) {
    std::string line = value.decl().name().str() + "(";
    for (const Leaf* leaf : leaves) {
        line += fmt::format("{}{} = {}", line.back() == '(' ? "" : ", ", leaf->path, show_with_meaning(*leaf));
    }
    return line + ")";
}

} // namespace

std::vector<std::string> in_words(const Simplest_model& model, const std::vector<z3::func_decl>& constants) {
    std::vector<std::string> lines;
    for (const z3::func_decl& constant : constants) {
        const std::string name = constant.name().str();
        Leaves leaves;
        for (const Leaf& leaf : model.leaves) {
            if (leaf.constant == name) {
                leaves.push_back(&leaf);
            }
        }
        const std::string sort = constant.range().name().str();
        std::string words;
        if (leaves.size() == 1 && leaves[0]->path.empty()) {
            words = show(*leaves[0]);
        } else if (sort == "Gate") {
            words = gate_line(leaves);
        } else if (sort == "Event") {
            words = event_line(model.model.eval(constant(), true), leaves);
        } else if (constant.range().is_datatype()) {
            words = record_line(leaves);
        } else {
            words = model.model.eval(constant(), true).to_string();
        }
        lines.push_back(fmt::format("{} = {}", name, words));
    }
    return lines;
}

} // namespace trapspec::proofs
