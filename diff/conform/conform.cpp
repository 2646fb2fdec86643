#include "diff/conform/conform.hpp"

#include <algorithm>

#include "diff/conform/check.hpp"
#include "diff/engine/pair.hpp"

namespace trapspec::diff {

namespace {

using namespace conformance;

std::vector<Check> all_checks() {
    std::vector<Check> all;
    for (auto make : {handshake_checks, refusal_checks, request_checks, response_checks, transport_checks}) {
        std::vector<Check> some = make();
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
}

Check_result result_of(const Check& check, const Bench& bench) {
    try {
        check.run(bench);
        return {check.section, check.what, Verdict::passed, ""};
    } catch (const Not_applicable& reason) {
        return {check.section, check.what, Verdict::left_out, reason.what()};
    } catch (const Not_conforming& difference) {
        return {check.section, check.what, Verdict::failed, difference.what()};
    } catch (const System_error& failure) {
        const std::string& said = failure.complaints();
        return {check.section, check.what, Verdict::failed, failure.what() + (said.empty() ? "" : ": " + said)};
    }
}

/// The first configuration that it takes, and what it does. Throws System_error when it takes none.
Bench bench_for(const Conform_options& options) {
    std::string refusal;
    for (const Configuration& configuration : campaign_configurations(options.rules)) {
        try {
            const Kinds kinds = start_dut(options.dut, configuration)->kinds();
            return {options.dut, configuration, kinds};
        } catch (const Refused& error) {
            refusal = error.what();
        }
    }
    throw System_error(refusal + ", and every other one");
}

} // namespace

std::size_t Conform_report::count(Verdict verdict) const {
    return static_cast<std::size_t>(std::count_if(
        results.begin(), results.end(), [=](const Check_result& result) { return result.verdict == verdict; }));
}

Conform_report conform(const Conform_options& options) {
    Conform_report report;
    try {
        const Bench bench = bench_for(options);
        report.configuration = name_of(bench.configuration());
        report.kinds = bench.kinds();
        for (const Check& check : all_checks()) {
            if (options.progress) {
                options.progress(check.what);
            }
            report.results.push_back(result_of(check, bench));
        }
    } catch (const Not_executable&) {
        throw;
    } catch (const System_error& error) {
        report.results.push_back({"Handshake", "takes a configuration, and gets ready", Verdict::failed, error.what()});
    }
    return report;
}

} // namespace trapspec::diff
