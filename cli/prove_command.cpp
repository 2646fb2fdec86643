#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/prove_output.hpp"
#include "proofs/hardened.hpp"
#include "proofs/reach.hpp"

namespace trapspec::cli {

namespace {

/// How many of the slowest theorems a person on a terminal sees.
constexpr unsigned shown_slowest = 5;

void print_list() {
    for (const proofs::Theorem_info& each : proofs::theorems()) {
        fmt::print("{}\n    {}\n    {}\n    ", each.name, each.sentence, faint(each.rules));
        std::string_view separator;
        for (const proofs::Version_status& version : each.versions) {
            fmt::print("{}{}: {}", separator, version.rules, expectation(version.expected));
            separator = ", ";
        }
        fmt::print("\n");
    }
}

nlohmann::ordered_json list_as_json() {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const proofs::Theorem_info& each : proofs::theorems()) {
        nlohmann::ordered_json versions;
        for (const proofs::Version_status& version : each.versions) {
            versions[std::string(version.rules)] = expectation(version.expected);
        }
        list.push_back(
            {{"name", each.name}, {"sentence", each.sentence}, {"rules", each.rules}, {"expected", versions}});
    }
    return {{"command", "prove"}, {"theorems", list}};
}

const char* name(proofs::Reach reach) {
    switch (reach) {
    case proofs::Reach::reached:
        return "reached";
    case proofs::Reach::dead:
        return "dead";
    case proofs::Reach::alive:
        return "alive, though listed as dead";
    case proofs::Reach::missing:
        break;
    }
    return "never reached, and no reason is listed";
}

nlohmann::ordered_json as_json(const proofs::Arm_reach& each) {
    nlohmann::ordered_json json{
        {"arm", each.arm}, {"rules", each.rules}, {"reach", name(each.reach)}, {"reason", each.reason}};
    if (each.witness) {
        for (const proofs::Witness_value& value : each.witness->values) {
            json["witness"][value.name] = value.value;
        }
    }
    return json;
}

/// Every arm of every version is reached by a history, or listed as dead with its reason; every arm of the architecture's
/// rules is reached. False when one is neither.
bool check_reachability(const proofs::Options& options, Global& global, nlohmann::ordered_json& json) {
    proofs::Options every_arm = options;
    every_arm.names.clear();
    std::vector<proofs::Arm_reach> arms = proofs::reach_arms(every_arm);
    for (proofs::Arm_reach& each : proofs::reach_arch_arms(every_arm)) {
        arms.push_back(std::move(each));
    }
    std::size_t reached = 0;
    std::size_t dead = 0;
    std::size_t wrong = 0;
    for (const proofs::Arm_reach& each : arms) {
        stop_if_interrupted();
        reached += each.reach == proofs::Reach::reached ? 1U : 0U;
        dead += each.reach == proofs::Reach::dead ? 1U : 0U;
        wrong += each.as_listed() ? 0U : 1U;
        json["arms"].push_back(as_json(each));
        if (!global.json && each.reach != proofs::Reach::reached) {
            fmt::print("  {:<10} {} ({}, {}){}{}\n",
                each.as_listed() ? faint(name(each.reach)) : bad(name(each.reach)),
                each.arm,
                each.rule,
                each.rules,
                each.reason.empty() ? "" : ": ",
                each.reason);
        }
    }
    if (!global.json) {
        fmt::print("reach  {} arms reached, {} dead with a reason, {}\n",
            reached,
            dead,
            wrong == 0 ? good("0 unexplained") : bad(fmt::format("{} unexplained", wrong)));
    }
    return wrong == 0;
}

/// No change of `hardened` is idle. False when one is.
bool check_hardened(const proofs::Options& options, Global& global, nlohmann::ordered_json& json) {
    std::size_t idle = 0;
    const std::vector<proofs::Necessity> all = proofs::check_necessity(options);
    for (const proofs::Necessity& each : all) {
        idle += each.shown() ? 0U : 1U;
        json["changes"].push_back(
            {{"change", each.change}, {"theorem", each.theorem}, {"verdict", proofs::name(each.verdict)}});
        if (!global.json) {
            fmt::print("  {:<10} {} without {}{}{}\n",
                each.shown() ? faint(proofs::name(each.verdict)) : bad(proofs::name(each.verdict)),
                each.theorem,
                each.change,
                each.complaint.empty() ? "" : ": ",
                each.complaint);
        }
    }
    if (!global.json) {
        fmt::print("hardened  {} changes, {}\n",
            all.size(),
            idle == 0 ? good("each necessary") : bad(fmt::format("{} not shown to be necessary", idle)));
    }
    return idle == 0;
}

struct Arguments {
    proofs::Options options;
    std::string solver = "z3";
    std::optional<unsigned> slowest;
    std::string smt2;
    std::string witnesses;
    unsigned timeout_seconds = 60;
    bool list = false;
};

void run(Arguments& arguments, Global& global) {
    if (arguments.list) {
        if (global.json) {
            print_json(list_as_json());
        } else {
            print_list();
        }
        return;
    }
    arguments.options.timeout = std::chrono::seconds(arguments.timeout_seconds);
    arguments.options.smt2 = arguments.smt2;
    arguments.options.witnesses = arguments.witnesses;
    arguments.options.stop = is_interrupted;
    if (arguments.solver == "all") {
        arguments.options.confirm_with = {"cvc5", "boolector"};
    } else if (arguments.solver != "z3") {
        arguments.options.confirm_with = {arguments.solver};
    }
    Progress_line progress(!global.json);
    const proofs::Report report =
        proofs::prove(arguments.options, [&](std::size_t done, std::size_t total, const proofs::Result& result) {
            stop_if_interrupted();
            progress.show(fmt::format("prove: {} of {}, {}", done, total, result.theorem));
        });
    progress.show("");
    global.status = report.exit_status();
    nlohmann::ordered_json json = to_json(report);
    json["command"] = "prove";
    if (!global.json) {
        print_proofs(report, true);
        print_slowest(report, arguments.slowest.value_or(is_terminal() ? shown_slowest : 0));
    }
    if (arguments.options.check_teeth) {
        const bool reachable = check_reachability(arguments.options, global, json);
        if (!check_hardened(arguments.options, global, json) || !reachable) {
            global.status = undecided;
        }
    }
    if (global.json) {
        print_json(json);
    }
}

} // namespace

void add_prove(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("prove", "Decide theorems about the rules");
    command->add_option("NAME", arguments->options.names, "Theorems, by name or pattern (*, ?); none: all");
    command->add_flag("--list", arguments->list, "Tell each theorem in one sentence");
    command->add_option("--rules", arguments->options.versions, "Rule versions; none: all")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember(rule_set_names()));
    command
        ->add_option("--solver",
            arguments->solver,
            "z3 decides; cvc5, boolector or all (both) are asked the same questions as SMT-LIB, and must agree")
        ->capture_default_str()
        ->check(CLI::IsMember({"z3", "cvc5", "boolector", "all"}));
    command->add_option("--slowest", arguments->slowest, "List so many of the slowest theorems (on a terminal: 5)");
    command->add_option("--timeout", arguments->timeout_seconds, "Seconds for each query of each solver")
        ->capture_default_str()
        ->check(CLI::Range(1U, 86400U));
    command->add_option("--threads", arguments->options.threads, "Theorems at a time")
        ->capture_default_str()
        ->check(CLI::Range(1U, 64U));
    command->add_option("--smt2", arguments->smt2, "Folder for every query as SMT-LIB");
    command->add_option("--save", arguments->witnesses, "Folder for the traces of counterexamples");
    command->add_flag("--check-proofs",
        arguments->options.check_teeth,
        "Also show that each theorem can fail and that every arm can be reached");
    command->callback([arguments, &global] { run(*arguments, global); });
}

} // namespace trapspec::cli
