#include "cli/junit.hpp"

#include <fmt/format.h>

#include "cli/coverage_output.hpp"
#include "traces/byte_sink.hpp"

namespace trapspec::cli {

namespace {

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        default:
            // XML 1.0 has no other control characters.
            result += static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t' ? c : '?';
            break;
        }
    }
    return result;
}

std::string failed_case(const diff::Divergence& each) {
    std::string text;
    for (const std::string& line : each.lines) {
        text += line + "\n";
    }
    for (const diff::Difference& difference : each.differences) {
        text += difference.field + "\n" + diff::show(difference);
    }
    text += each.complaints;
    const std::string what = each.key.trouble.empty()
                                 ? fmt::format("{} {} {}", each.key.rule, each.key.arm, each.key.field)
                                 : each.key.trouble;
    return fmt::format("  <testcase classname=\"fuzz\" name=\"{}\">\n    <failure message=\"{} in {} sequences, trace "
                       "{}\">{}</failure>\n  </testcase>\n",
        escaped(what),
        escaped(what),
        each.count,
        escaped(each.trace.string()),
        escaped(text));
}

} // namespace

void write_junit(const diff::Merged_run& run, const std::filesystem::path& file) {
    const auto& report = run.report;
    const auto missing_arms = unreached(report.coverage);
    std::string cases;
    for (const diff::Divergence& each : report.divergences) {
        cases += failed_case(each);
    }
    if (report.divergences.empty()) {
        cases += "  <testcase classname=\"fuzz\" name=\"model and implementation agree\"/>\n";
    }
    std::string coverage;
    for (const Unreached_arm& each : missing_arms) {
        coverage += fmt::format("{} {} under {}\n", each.rule, each.arm, each.rules);
    }
    const bool fails = !missing_arms.empty() && must_reach_every_arm(report);
    cases += "  <testcase classname=\"fuzz\" name=\"every reachable arm is reached\">\n";
    if (!missing_arms.empty()) {
        cases += fmt::format("    <{0} message=\"{1} arms\">{2}</{0}>\n",
            fails ? "failure" : "skipped",
            missing_arms.size(),
            escaped(coverage));
    }
    cases += "  </testcase>\n";
    for (const std::string& each : run.missing) {
        cases += fmt::format(
            "  <testcase classname=\"fuzz\" name=\"{}\"><error message=\"missing\"/></testcase>\n", escaped(each));
    }
    const std::size_t tests = std::max<std::size_t>(report.divergences.size(), 1) + 1 + run.missing.size();
    traces::Byte_sink sink(file, 0);
    sink.write(fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"trapspec fuzz seed {}\" "
                           "tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n{}</testsuite>\n",
        report.seed,
        tests,
        report.divergences.size() + (fails ? 1 : 0),
        run.missing.size(),
        report.seconds,
        cases));
    sink.finish();
}

} // namespace trapspec::cli
