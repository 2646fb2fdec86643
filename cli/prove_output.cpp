#include "cli/prove_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/output.hpp"

namespace trapspec::cli {

const char* expectation(proofs::Expected expected) {
    return expected == proofs::Expected::holds ? "holds" : "fails";
}

namespace {

void print_result(const proofs::Result& result) {
    const std::string verdict(proofs::name(result.verdict));
    fmt::print("  {:<10} {:<40} {:<13} {:>7.2f} s{}\n",
        result.as_expected() ? good(verdict) : bad(verdict),
        result.theorem,
        result.rules,
        result.seconds,
        result.as_expected() ? "" : fmt::format("   expected: {}", expectation(result.expected)));
    if (!result.as_expected()) {
        for (const proofs::Obligation_result& each : result.obligations) {
            if (each.verdict != proofs::Verdict::proved) {
                fmt::print("      {}: {}\n", each.name, proofs::name(each.verdict));
            }
        }
        if (!result.complaint.empty()) {
            fmt::print("      {}\n", result.complaint);
        }
    }
    if (result.witness && !result.as_expected()) {
        fmt::print("{}", proofs::describe(*result.witness));
    }
    if (!result.trace.empty()) {
        fmt::print("      counterexample: {}\n", result.trace.string());
    }
}

void print_confirmation(const proofs::Confirmation& each) {
    std::string line = fmt::format("{:<9} {}", each.solver, good(fmt::format("{} agreed", each.agreed)));
    const auto add = [&](std::size_t count, const char* what) {
        line += count == 0 ? "" : ", " + bad(fmt::format("{} {}", count, what));
    };
    add(each.disagreed, "disagreed");
    add(each.timed_out, "timed out");
    add(each.failed, "without an answer");
    for (const auto& [what, count] : each.lacks) {
        line += fmt::format(", {} not asked: it lacks {}", count, what);
    }
    fmt::print("{}  {}\n", line, faint(fmt::format("{:.1f} s", each.seconds)));
}

nlohmann::ordered_json to_json(const std::vector<proofs::Confirmation>& confirmations) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const proofs::Confirmation& each : confirmations) {
        list.push_back({{"solver", each.solver},
            {"agreed", each.agreed},
            {"disagreed", each.disagreed},
            {"timed_out", each.timed_out},
            {"failed", each.failed},
            {"lacks", each.lacks},
            {"seconds", each.seconds}});
    }
    return list;
}

} // namespace

void print_proofs(const proofs::Report& report, bool every_result) {
    std::size_t proved = 0;
    std::size_t refuted = 0;
    std::size_t other = 0;
    for (const proofs::Result& result : report.results) {
        if (every_result || !result.as_expected()) {
            print_result(result);
        }
        if (!result.as_expected()) {
            ++other;
        } else if (result.verdict == proofs::Verdict::proved) {
            ++proved;
        } else {
            ++refuted;
        }
    }
    fmt::print("prove  {} proved, {} refuted as they should be, {}  {}\n",
        proved,
        refuted,
        other == 0 ? good("0 unexpected") : bad(fmt::format("{} unexpected", other)),
        faint(fmt::format("{:.1f} s", report.seconds)));
    for (const proofs::Confirmation& each : report.confirmations()) {
        print_confirmation(each);
    }
}

nlohmann::ordered_json to_json(const proofs::Report& report) {
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    for (const proofs::Result& result : report.results) {
        nlohmann::ordered_json json{{"theorem", result.theorem},
            {"rules", result.rules},
            {"expected", expectation(result.expected)},
            {"verdict", proofs::name(result.verdict)},
            {"as_expected", result.as_expected()},
            {"seconds", result.seconds},
            {"queries", result.queries},
            {"complaint", result.complaint},
            {"trace", result.trace.string()},
            {"obligations", nlohmann::ordered_json::array()}};
        for (const proofs::Obligation_result& each : result.obligations) {
            json["obligations"].push_back(
                {{"name", each.name}, {"verdict", proofs::name(each.verdict)}, {"seconds", each.seconds}});
        }
        if (!result.confirmations.empty()) {
            json["confirmations"] = to_json(result.confirmations);
        }
        if (result.witness) {
            json["witness"] = proofs::describe(*result.witness);
        }
        results.push_back(std::move(json));
    }
    return {{"seconds", report.seconds},
        {"exit_status", report.exit_status()},
        {"confirmations", to_json(report.confirmations())},
        {"results", results}};
}

void print_slowest(const proofs::Report& report, std::size_t count) {
    std::vector<const proofs::Result*> order;
    for (const proofs::Result& each : report.results) {
        order.push_back(&each);
    }
    std::stable_sort(
        order.begin(), order.end(), [](const auto* left, const auto* right) { return left->seconds > right->seconds; });
    order.resize(std::min(count, order.size()));
    if (!order.empty()) {
        fmt::print("slowest\n");
    }
    for (const proofs::Result* each : order) {
        const auto longest = std::max_element(each->obligations.begin(),
            each->obligations.end(),
            [](const auto& left, const auto& right) { return left.seconds < right.seconds; });
        fmt::print("  {:>7.2f} s  {:<40} {:<13} {:>4} queries{}\n",
            each->seconds,
            each->theorem,
            each->rules,
            each->queries,
            longest == each->obligations.end() ? "" : fmt::format("  {} {:.2f} s", longest->name, longest->seconds));
    }
}

} // namespace trapspec::cli
