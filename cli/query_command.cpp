#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "proofs/query.hpp"

namespace trapspec::cli {

namespace {

namespace fs = std::filesystem;

struct Arguments {
    std::vector<std::string> files;
    proofs::Query_options options;
    std::string solver = "z3";
    std::string trace;
    std::string report;
    unsigned timeout_seconds = 20;
    bool prelude = false;
    bool reference = false;
};

/// A folder stands for the .smt2 files in it.
std::vector<fs::path> files_of(const std::vector<std::string>& names) {
    std::vector<fs::path> files;
    for (const std::string& name : names) {
        if (!fs::is_directory(name)) {
            files.emplace_back(name);
            continue;
        }
        const std::size_t before = files.size();
        for (const auto& entry : fs::directory_iterator(name)) {
            if (entry.path().extension() == ".smt2") {
                files.push_back(entry.path());
            }
        }
        if (files.size() == before) {
            throw std::invalid_argument(name + " holds no .smt2 file");
        }
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
    }
    return files;
}

void print(const proofs::Query_result& result) {
    std::string answers;
    for (const proofs::Solver_answer& each : result.answers) {
        answers += fmt::format("{}{} {} {}",
            answers.empty() ? "" : ", ",
            each.solver,
            proofs::name(each.verdict),
            faint(fmt::format("{:.2f} s", each.seconds)));
    }
    fmt::print("{}  {}  {}{}\n",
        result.file,
        result.rules,
        answers,
        result.exit_status() != 0 ? "  " + bad(result.complaint)
        : result.stated           ? "  " + good("as stated")
                                  : "");
    for (const proofs::Solver_answer& each : result.answers) {
        if (!each.why.empty()) {
            fmt::print("    {}: {}\n", each.solver, each.why);
        }
    }
    for (const std::string& line : result.model) {
        fmt::print("    {}\n", line);
    }
    if (!result.trace.empty()) {
        fmt::print("    trace: {}\n", result.trace.string());
    }
}

nlohmann::ordered_json to_json(const proofs::Query_result& result) {
    nlohmann::ordered_json json{{"file", result.file},
        {"rules", result.rules},
        {"stated", result.stated ? std::string(proofs::name(*result.stated)) : ""},
        {"exit_status", result.exit_status()},
        {"complaint", result.complaint},
        {"model", result.model},
        {"trace", result.trace.string()},
        {"answers", nlohmann::ordered_json::array()}};
    for (const proofs::Solver_answer& each : result.answers) {
        json["answers"].push_back({{"solver", each.solver},
            {"verdict", proofs::name(each.verdict)},
            {"seconds", each.seconds},
            {"why", each.why}});
    }
    return json;
}

std::string escaped(const std::string& text) {
    std::string xml;
    for (const char c : text) {
        switch (c) {
        case '<':
            xml += "&lt;";
            break;
        case '&':
            xml += "&amp;";
            break;
        case '"':
            xml += "&quot;";
            break;
        default:
            xml += c;
        }
    }
    return xml;
}

void write_junit(const std::string& file, const std::vector<proofs::Query_result>& results) {
    std::string cases;
    std::size_t failures = 0;
    for (const proofs::Query_result& result : results) {
        double seconds = 0;
        for (const proofs::Solver_answer& each : result.answers) {
            seconds += each.seconds;
        }
        cases +=
            fmt::format("  <testcase classname=\"query\" name=\"{}\" time=\"{:.3f}\">", escaped(result.file), seconds);
        if (result.exit_status() != 0) {
            ++failures;
            cases += fmt::format(
                "<failure message=\"{}\"/>", escaped(result.complaint.empty() ? "undecided" : result.complaint));
        }
        cases += "</testcase>\n";
    }
    std::ofstream out(file + ".part");
    out << fmt::format(
        "<?xml version=\"1.0\"?>\n<testsuite name=\"trapspec query\" tests=\"{}\" failures=\"{}\">\n{}</testsuite>\n",
        results.size(),
        failures,
        cases);
    out.close();
    fs::rename(file + ".part", file);
}

void run(Arguments& arguments, Global& global) {
    const std::string version = arguments.options.rules.empty() ? "linux-2.6.32" : arguments.options.rules;
    if (arguments.prelude || arguments.reference) {
        const std::string text =
            arguments.prelude ? proofs::prelude_text(version, arguments.solver) : proofs::prelude_reference(version);
        if (global.json) {
            print_json({{"command", "query"}, {"rules", version}, {arguments.prelude ? "prelude" : "reference", text}});
        } else {
            fmt::print("{}", text);
        }
        return;
    }
    if (arguments.files.empty()) {
        throw std::invalid_argument("query needs a FILE or a folder of .smt2 files");
    }
    arguments.options.timeout = std::chrono::seconds(arguments.timeout_seconds);
    arguments.options.trace = arguments.trace;
    arguments.options.stop = is_interrupted;
    arguments.options.solvers = {arguments.solver};
    if (arguments.solver == "all") {
        arguments.options.solvers = {"z3", "cvc5", "boolector"};
    }
    const std::vector<fs::path> files = files_of(arguments.files);
    if (!arguments.trace.empty() && files.size() > 1) {
        throw std::invalid_argument("--trace takes one query");
    }
    std::vector<proofs::Query_result> results;
    nlohmann::ordered_json json{{"command", "query"}, {"queries", nlohmann::ordered_json::array()}};
    for (const fs::path& file : files) {
        results.push_back(proofs::query(file, arguments.options));
        stop_if_interrupted();
        global.status = worse(global.status, results.back().exit_status());
        if (global.json) {
            json["queries"].push_back(to_json(results.back()));
        } else {
            print(results.back());
        }
    }
    if (!arguments.report.empty()) {
        write_junit(arguments.report.substr(std::string_view("junit=").size()), results);
    }
    if (global.json) {
        print_json(json);
    }
}

} // namespace

void add_query(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("query", "Decide your own SMT-LIB questions over the exported rules");
    command->add_option("FILE", arguments->files, "SMT-LIB files, or folders of them");
    command->add_option("--rules", arguments->options.rules, "Rule version instead of the file's (set-info :rules ...)")
        ->check(CLI::IsMember(rule_set_names()));
    command->add_option("--solver", arguments->solver, "z3, cvc5, boolector, or all to compare them")
        ->capture_default_str()
        ->check(CLI::IsMember({"z3", "cvc5", "boolector", "all"}));
    command->add_option("--timeout", arguments->timeout_seconds, "Seconds for each solver")->capture_default_str();
    command->add_option("--trace", arguments->trace, "Where to write the history of a sat query as a trace");
    command->add_option("--report", arguments->report, "junit=FILE")->check([](const std::string& text) {
        return text.starts_with("junit=") && text.size() > 6 ? std::string() : std::string("expected junit=FILE");
    });
    command->add_flag("--prelude",
        arguments->prelude,
        "Print the rules as SMT-LIB and stop (--solver boolector: the fragment it has)");
    command->add_flag("--reference", arguments->reference, "Print the prelude's functions, a sentence each, and stop");
    command->callback([arguments, &global] { run(*arguments, global); });
}

} // namespace trapspec::cli
