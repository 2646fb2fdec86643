#include "cli/fuzz_cpu_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/output.hpp"
#include "model/arch/arm_table.hpp"

namespace trapspec::cli {

namespace {

using namespace diff::cpu;
namespace arch = model::arch;

void print(const Cpu_divergence& each) {
    fmt::print("{} in question {}{}: {} ({})\n",
        bad("divergence"),
        each.case_number,
        each.count > 1 ? fmt::format(" and {} more", grouped(each.count - 1)) : "",
        arch::info(each.decided).rule,
        arch::info(each.decided).text);
    for (const std::string& line : each.lines) {
        fmt::print("    {}\n", line);
    }
    fmt::print("    specified: {}\n    answered:  {}\n", each.compared.specified, each.compared.answered);
    for (const Answer_difference& difference : each.compared.differences) {
        fmt::print("    {}: specified {:#010x}, answered {:#010x}\n",
            bad(difference.field),
            difference.specified,
            difference.answered);
    }
    fmt::print("  saved as {}; run: trapspec fuzz --against cpu --on {} --question {}\n",
        each.file.string(),
        each.file.filename().string().substr(4, each.file.filename().string().find('-', 4) - 4),
        each.file.string());
}

void print_departures(const Cpu_report& report) {
    for (const Departure_info& each : departure_table()) {
        const std::uint64_t count = report.departed[static_cast<std::size_t>(each.departure)];
        if (count > 0) {
            fmt::print("  known departure  {:<26} {:<10} {:>12} questions  {}\n",
                each.name,
                each.rule,
                grouped(count),
                each.instead);
        }
    }
}

void print_coverage(const Cpu_report& report) {
    fmt::print("{:<10} {:<28} questions that fired it\n", "rule", "arm");
    std::size_t missing = 0;
    for (std::size_t i = 1; i < report.arms.size(); ++i) {
        const arch::Arm_info& arm = arch::info(static_cast<arch::Rule>(i));
        const std::string_view why = report.why_out_of_reach(arm.arm);
        missing += report.arms[i] == 0 && why.empty() ? 1U : 0U;
        fmt::print("{:<10} {:<28} {:>12}{}\n",
            arm.rule,
            arm.name,
            report.arms[i] > 0 ? grouped(report.arms[i])
            : why.empty()      ? "NEVER"
                               : "-",
            why.empty() ? "" : fmt::format("  out of reach: {}", why));
    }
    fmt::print("{}\n",
        missing == 0 ? good("every arm within reach was reached")
                     : bad(fmt::format("{} arms within reach were not reached", missing)));
}

} // namespace

void print(const Cpu_report& report, bool coverage) {
    if (coverage) {
        print_coverage(report);
    }
    for (const Cpu_divergence& each : report.divergences) {
        print(each);
    }
    print_departures(report);
    const double rate = report.seconds > 0 ? static_cast<double>(report.cases) / report.seconds : 0;
    fmt::print("fuzz  {} ({}), seed {}: {} questions compared in {:.1f} s ({} a second), {} departed as known, {}\n",
        report.name,
        report.version,
        report.seed,
        grouped(report.cases),
        report.seconds,
        grouped(static_cast<std::uint64_t>(rate)),
        grouped(report.questions_departed),
        report.divergences.empty() ? good("no unexplained difference")
                                   : bad(fmt::format("{} divergences", report.divergences.size())));
}

void print(const Judged& judged, const Run_options& options) {
    for (const std::string& line : judged.lines) {
        fmt::print("{}\n", line);
    }
    if (!judged.askable) {
        fmt::print("{}: the machine would not survive it, or the rules do not say\n", bad("cannot be asked"));
        return;
    }
    fmt::print("  SDM, {} ({}):\n    {}\n",
        arch::info(judged.decided).rule,
        arch::info(judged.decided).text,
        judged.compared.specified);
    fmt::print("  {}:\n    {}\n", options.version, judged.compared.answered);
    for (const Answer_difference& difference : judged.compared.differences) {
        fmt::print("    {}: specified {:#010x}, answered {:#010x}\n",
            difference.field,
            difference.specified,
            difference.answered);
    }
    for (const Departure_info& each : departure_table()) {
        if (judged.departures.has(each.departure)) {
            fmt::print("  known departure {} ({}): {}\n", each.name, each.rule, each.instead);
        }
    }
    fmt::print("{}\n",
        !judged.explained           ? bad("an unexplained difference")
        : judged.departures.empty() ? good("as specified")
                                    : good("departs as known"));
}

nlohmann::ordered_json to_json(const Cpu_report& report) {
    nlohmann::ordered_json json{{"cpu", report.name},
        {"version", report.version},
        {"seed", report.seed},
        {"questions", report.cases},
        {"seconds", report.seconds},
        {"departed", report.questions_departed},
        {"departures", nlohmann::ordered_json::array()},
        {"questions_by_arm", nlohmann::ordered_json::object()},
        {"divergences", nlohmann::ordered_json::array()}};
    for (const Departure_info& each : departure_table()) {
        if (const std::uint64_t count = report.departed[static_cast<std::size_t>(each.departure)]; count > 0) {
            json["departures"].push_back(
                {{"name", each.name}, {"rule", each.rule}, {"instead", each.instead}, {"questions", count}});
        }
    }
    for (std::size_t i = 1; i < report.arms.size(); ++i) {
        json["questions_by_arm"][std::string(arch::info(static_cast<arch::Rule>(i)).name)] = report.arms[i];
    }
    for (const Cpu_divergence& each : report.divergences) {
        json["divergences"].push_back({{"arm", arch::info(each.decided).name},
            {"differs", each.field},
            {"count", each.count},
            {"case", each.case_number},
            {"in_words", each.lines},
            {"question", each.question},
            {"specified", each.compared.specified_json},
            {"answered", each.compared.answered_json},
            {"file", each.file.string()}});
    }
    return json;
}

nlohmann::ordered_json to_json(const Judged& judged, const Run_options& options) {
    nlohmann::ordered_json departures = nlohmann::ordered_json::array();
    for (const Departure_info& each : departure_table()) {
        if (judged.departures.has(each.departure)) {
            departures.push_back(each.name);
        }
    }
    return {{"cpu", options.name},
        {"version", options.version},
        {"askable", judged.askable},
        {"explained", judged.explained},
        {"departures", departures},
        {"in_words", judged.lines},
        {"specified", judged.compared.specified_json},
        {"answered", judged.compared.answered_json}};
}

void leave_out(std::string_view name, const std::string& why, Global& global, nlohmann::ordered_json& runs) {
    global.status = worse(global.status, undecided);
    runs.push_back({{"cpu", name}, {"skipped", why}});
    if (!global.json) {
        fmt::print("fuzz  {}: {}: {}\n", name, bad("not asked"), why);
    }
}

} // namespace trapspec::cli
