#include "diff/engine/run_state.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "traces/byte_sink.hpp"
#include "traces/errors.hpp"

namespace trapspec::diff {

namespace {

using Json = nlohmann::json;

constexpr int format_version = 2;

Json json_of(const Version_coverage& coverage) {
    Json pairs = Json::array();
    for (std::size_t pair = 0; pair < coverage.pairs.size(); ++pair) {
        if (coverage.pairs[pair]) {
            pairs.push_back(pair);
        }
    }
    return {{"sequences", coverage.sequences}, {"pairs", pairs}};
}

Version_coverage coverage_of(const Json& json) {
    Version_coverage coverage;
    json.at("sequences").get_to(coverage.sequences);
    for (const std::size_t pair : json.at("pairs")) {
        coverage.pairs.set(pair);
    }
    return coverage;
}

Json json_of(const std::optional<std::uint64_t>& value) {
    return value ? Json(*value) : Json();
}

std::optional<std::uint64_t> value_of(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(json.get<std::uint64_t>());
}

Json json_of(const Divergence& d) {
    Json differences = Json::array();
    for (const Difference& each : d.differences) {
        differences.push_back({{"field", each.field},
            {"observed", json_of(each.observed)},
            {"model", json_of(each.model)},
            {"implementation", json_of(each.implementation)},
            {"word", each.word}});
    }
    return {{"rule", d.key.rule},
        {"arm", d.key.arm},
        {"field", d.key.field},
        {"trouble", d.key.trouble},
        {"count", d.count},
        {"case", d.case_number},
        {"rules", d.rules},
        {"syscall_vector", d.syscall_vector},
        {"events", d.events},
        {"events_before", d.events_before},
        {"lines", d.lines},
        {"differences", differences},
        {"complaints", d.complaints},
        {"trace", d.trace.string()},
        {"not_saved", d.not_saved}};
}

Divergence divergence_of(const Json& json) {
    Divergence d;
    json.at("rule").get_to(d.key.rule);
    json.at("arm").get_to(d.key.arm);
    json.at("field").get_to(d.key.field);
    json.at("trouble").get_to(d.key.trouble);
    json.at("count").get_to(d.count);
    json.at("case").get_to(d.case_number);
    json.at("rules").get_to(d.rules);
    json.at("syscall_vector").get_to(d.syscall_vector);
    json.at("events").get_to(d.events);
    json.at("events_before").get_to(d.events_before);
    json.at("lines").get_to(d.lines);
    for (const Json& each : json.at("differences")) {
        d.differences.push_back({each.at("field"),
            value_of(each.at("observed")),
            value_of(each.at("model")),
            value_of(each.at("implementation")),
            each.at("word")});
    }
    json.at("complaints").get_to(d.complaints);
    d.trace = json.at("trace").get<std::string>();
    json.at("not_saved").get_to(d.not_saved);
    return d;
}

Run_state state_of(const Json& json) {
    Run_state state;
    json.at("rules").get_to(state.rules);
    json.at("exhaustive").get_to(state.exhaustive);
    json.at("next").get_to(state.next);
    json.at("finished").get_to(state.finished);
    json.at("kept").get_to(state.kept);
    Fuzz_report& report = state.report;
    json.at("seed").get_to(report.seed);
    json.at("shard").get_to(report.shard.index);
    json.at("shards").get_to(report.shard.count);
    json.at("cases").get_to(report.cases);
    json.at("events").get_to(report.events);
    json.at("seconds").get_to(report.seconds);
    json.at("kinds").get_to(report.kinds);
    json.at("refused").get_to(report.refused);
    for (const auto& [rules, coverage] : json.at("coverage").items()) {
        report.coverage[rules] = coverage_of(coverage);
    }
    for (const Json& each : json.at("divergences")) {
        report.divergences.push_back(divergence_of(each));
    }
    return state;
}

} // namespace

std::filesystem::path state_file(const std::filesystem::path& folder) {
    return folder / "state.json";
}

void save_state(const Run_state& state, const std::filesystem::path& folder) {
    const Fuzz_report& report = state.report;
    Json json{{"format", format_version},
        {"arms", model::arm_count},
        {"rules", state.rules},
        {"exhaustive", state.exhaustive},
        {"next", state.next},
        {"finished", state.finished},
        {"kept", state.kept},
        {"seed", report.seed},
        {"shard", report.shard.index},
        {"shards", report.shard.count},
        {"cases", report.cases},
        {"events", report.events},
        {"seconds", report.seconds},
        {"kinds", report.kinds},
        {"refused", report.refused},
        {"coverage", Json::object()},
        {"divergences", Json::array()}};
    for (const auto& [rules, coverage] : report.coverage) {
        json["coverage"][rules] = json_of(coverage);
    }
    for (const Divergence& each : report.divergences) {
        json["divergences"].push_back(json_of(each));
    }
    traces::Byte_sink sink(state_file(folder), 0);
    sink.write(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    sink.finish();
}

std::optional<Run_state> load_state(const std::filesystem::path& folder) {
    const std::filesystem::path file = state_file(folder);
    std::ifstream in(file);
    if (!in) {
        return std::nullopt;
    }
    try {
        const Json json = Json::parse(in);
        if (json.at("format") != format_version || json.at("arms") != model::arm_count) {
            throw traces::Input_error(
                file.string(), 1, 1, "written by another version of trapspec; start a new folder");
        }
        return state_of(json);
    } catch (const Json::exception& error) {
        throw traces::Input_error(file.string(), 1, 1, std::string("no state of a run: ") + error.what());
    } catch (const std::out_of_range& error) {
        throw traces::Input_error(file.string(), 1, 1, std::string("no state of a run: ") + error.what());
    }
}

} // namespace trapspec::diff
