#include "cli/explain_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "cli/rule_headers/rule_headers.hpp"
#include "diff/gate_use.hpp"
#include "model/arch/arm_table.hpp"
#include "model/rules.hpp"
#include "traces/describe.hpp"

namespace trapspec::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string hex(std::uint32_t word) {
    return fmt::format("0x{:08x}", word);
}

std::string gate_words(std::uint64_t gate) {
    return fmt::format("0x{:08x} 0x{:08x}", gate & 0xFFFFFFFF, gate >> 32);
}

std::string joined(const std::vector<std::string_view>& parts) {
    return fmt::format("{}", fmt::join(parts, "; "));
}

Fact raised_fact(std::uint64_t gate, std::uint32_t vector, std::uint32_t level) {
    const diff::Raised raised = diff::raise_by_int_n(gate, vector, level);
    Json value{{"ring", level}, {"entered", raised.entered}, {"steps", raised.steps}};
    std::string words = joined(raised.steps);
    if (!raised.entered && raised.vector != 0) {
        value["exception"] = raised.vector;
        value["error_code"] = hex(raised.error_code);
        words += fmt::format(", error code {:#x} ({})",
            raised.error_code,
            traces::describe_error_code(raised.vector, raised.error_code));
    }
    return {fmt::format("int {:#x} in ring {}", vector, level), words, std::move(value)};
}

/// The Guest's kernel and user, as the installed gate lets them raise the vector.
std::string who_may_raise(std::uint64_t installed, std::uint32_t vector) {
    const auto may = [&](std::uint32_t level) { return diff::raise_by_int_n(installed, vector, level).entered; };
    if (may(3)) {
        return "kernel and user may raise it";
    }
    return may(1) ? "the kernel alone may raise it" : "neither kernel nor user may raise it";
}

Fact host_fact(const diff::Gate_at_host& made, std::uint32_t vector) {
    std::vector<std::string_view> arms;
    Json fired = Json::array();
    for (const model::Rule arm : made.fired) {
        arms.push_back(model::info(arm).text);
        fired.push_back({{"rule", model::info(arm).rule}, {"arm", model::info(arm).name}});
    }
    const auto a = static_cast<std::uint32_t>(made.installed);
    const auto b = static_cast<std::uint32_t>(made.installed >> 32);
    const std::string who = who_may_raise(made.installed, vector);
    std::string words = fmt::format("{}: {}; the Guest's slot is {}; the CPU has {}; by int {:#x} {}",
        fmt::join(made.rules, ", "),
        joined(arms),
        gate_words(made.vetted),
        made.by_switcher ? "the Switcher's own gate" : "a " + traces::describe_gate(a, b),
        vector,
        who);
    if (!made.death.empty()) {
        words += "; the Guest is dead: " + made.death;
    }
    Json value{{"rules", made.rules},
        {"fired", std::move(fired)},
        {"vetted", {hex(static_cast<std::uint32_t>(made.vetted)), hex(static_cast<std::uint32_t>(made.vetted >> 32))}},
        {"leads_to", made.by_switcher ? "host" : "guest"},
        {"raised_by", who},
        {"death", made.death}};
    return {"Host", std::move(words), std::move(value)};
}

} // namespace

Facts explain_gate(std::uint32_t a, std::uint32_t b, std::uint32_t vector) {
    const std::uint64_t gate = std::uint64_t{b} << 32 | a;
    const std::uint32_t selector = a >> 16;
    Facts facts{{"gate", traces::describe_gate(a, b), {hex(a), hex(b)}},
        {"selector", traces::describe_selector(selector), hex(selector)},
        {"vector", fmt::format("{:#x} ({})", vector, traces::describe_vector(vector)), hex(vector)}};
    for (std::uint32_t level = 0; level < 4; ++level) {
        facts.push_back(raised_fact(gate, vector, level));
    }
    for (const diff::Gate_at_host& made : diff::gate_at_host(vector, a, b)) {
        facts.push_back(host_fact(made, vector));
    }
    return facts;
}

Facts explain_descriptor(std::uint32_t a, std::uint32_t b) {
    return {{"descriptor", traces::describe_descriptor(a, b), {hex(a), hex(b)}}};
}

Facts explain_selector(std::uint32_t selector) {
    return {{"selector", traces::describe_selector(selector), hex(selector)}};
}

Facts explain_error_code(std::uint32_t vector, std::uint32_t code) {
    return {{"vector", fmt::format("{:#x} ({})", vector, traces::describe_vector(vector)), hex(vector)},
        {"error code", fmt::format("{:#x}: {}", code, traces::describe_error_code(vector, code)), hex(code)}};
}

Facts explain_eflags(std::uint32_t eflags) {
    return {{"eflags", traces::describe_eflags(eflags), hex(eflags)}};
}

Facts explain_frame(const std::vector<std::uint32_t>& words, std::optional<std::uint32_t> vector) {
    // Of one level; with the old stack; from virtual-8086 mode. Each may begin with an error code.
    static constexpr std::array<std::size_t, 3> lengths{3, 5, 9};
    static constexpr std::array<std::string_view, 9> names{"eip", "cs", "eflags", "esp", "ss", "es", "ds", "fs", "gs"};
    const auto is_frame = [&](std::size_t count) {
        return std::find(lengths.begin(), lengths.end(), count) != lengths.end();
    };
    const bool coded = !words.empty() && is_frame(words.size() - 1);
    if (!coded && !is_frame(words.size())) {
        throw std::invalid_argument(fmt::format(
            "a frame of {} words; expected eip cs eflags, then perhaps esp ss, then perhaps es ds fs gs, and "
            "perhaps an error code before them",
            words.size()));
    }
    Facts facts;
    if (coded) {
        facts.push_back({"error code",
            vector ? fmt::format("{:#x}: {}", words[0], traces::describe_error_code(*vector, words[0]))
                   : fmt::format("{:#x}; with --vector it is explained", words[0]),
            hex(words[0])});
    }
    for (std::size_t i = coded ? 1 : 0; i < words.size(); ++i) {
        const std::string_view name = names[i - (coded ? 1 : 0)];
        const bool plain = name == "eip" || name == "esp";
        facts.push_back({std::string(name),
            plain              ? fmt::format("{:#x}", words[i])
            : name == "eflags" ? traces::describe_eflags(words[i])
                               : traces::describe_selector(words[i]),
            hex(words[i])});
    }
    return facts;
}

namespace {

constexpr bool has_header(const auto& rule) {
    return header_of(rule.id) != nullptr;
}
static_assert(std::all_of(model::rule_table.begin(), model::rule_table.end(), has_header<model::Rule_info>));
static_assert(
    std::all_of(model::arch::rule_table.begin(), model::arch::rule_table.end(), has_header<model::arch::Rule_info>));

template <class Rules, class Arms>
std::optional<Facts> find_rule(const Rules& rules, const Arms& arms, std::string_view id) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto& each) { return each.id == id; });
    if (rule == rules.end()) {
        return std::nullopt;
    }
    Facts facts{{"rule", std::string(rule->id), rule->id},
        {"title", std::string(rule->title), rule->title},
        {"SDM", rule->sdm.empty() ? "nothing: the Host's own policy" : std::string(rule->sdm), rule->sdm}};
    for (const auto& [name, text] : header_of(id)->sections) {
        if (!name.empty()) {
            facts.push_back({std::string(name), std::string(text), text});
        }
    }
    for (const auto& arm : arms) {
        if (arm.rule == id) {
            facts.push_back(
                {"arm", fmt::format("{}: {}", arm.name, arm.text), {{"name", arm.name}, {"text", arm.text}}});
        }
    }
    return facts;
}

} // namespace

Facts explain_rule(std::string_view id) {
    if (auto facts = find_rule(model::rule_table, model::arm_table, id)) {
        return *facts;
    }
    if (auto facts = find_rule(model::arch::rule_table, model::arch::arm_table, id)) {
        return *facts;
    }
    std::string ids;
    const auto add = [&](const auto& rules) {
        for (const auto& each : rules) {
            ids += fmt::format("{}{}", ids.empty() ? "" : " ", each.id);
        }
    };
    add(model::rule_table);
    add(model::arch::rule_table);
    throw std::invalid_argument(fmt::format("there is no rule \"{}\"; expected one of {}", id, ids));
}

} // namespace trapspec::cli
