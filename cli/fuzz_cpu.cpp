#include "cli/fuzz_cpu.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/fuzz_cpu_output.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "diff/cpu/fuzz.hpp"
#include "diff/cpu/layout.hpp"
#include "diff/cpu/question_file.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::cli {

namespace {

namespace cpu = diff::cpu;
using diff::metal::Machine;

constexpr std::size_t batch_on_machine = 8192, batch_on_native = 16'384;
constexpr auto limit_on_qemu = std::chrono::seconds(10), limit_on_bochs = std::chrono::seconds(30), // which has a BIOS
    limit_on_native = std::chrono::seconds(10);
constexpr std::string_view native_name = "native";

void set_asked_for(cpu::Run_options& options, const Cpu_arguments& arguments) {
    options.seed = arguments.seed;
    options.cases = arguments.cases;
    options.seconds = arguments.seconds;
    options.most_divergences = arguments.most_divergences;
    options.save = arguments.save;
}

cpu::Cpu_options options_for(Machine machine, const Cpu_arguments& arguments) {
    diff::metal::Boot boot;
    boot.machine = machine;
    boot.images = arguments.images.empty() ? diff::metal::default_images() : std::filesystem::path(arguments.images);
    boot.limit = machine == Machine::bochs ? limit_on_bochs : limit_on_qemu;
    boot.watch = stop_if_interrupted;
    cpu::Cpu_options options;
    set_asked_for(options, arguments);
    options.start = [boot] { return diff::metal::start_oracle(boot, cpu::descriptors()); };
    options.batch = batch_on_machine;
    options.name = diff::metal::machine_names[static_cast<std::size_t>(machine)];
    options.version = diff::metal::version_of(machine);
    options.known = cpu::known_departures(machine, cpu::release_in(options.version));
    return options;
}

cpu::native::Native_options options_for_native(const Cpu_arguments& arguments) {
    cpu::native::Native_options options;
    set_asked_for(options, arguments);
    options.start = [] { return cpu::native::start_oracle({limit_on_native, stop_if_interrupted}); };
    options.batch = batch_on_native;
    options.name = native_name;
    options.version = cpu::native::version();
    return options;
}

template <class Options>
void fuzz(Options options, const Cpu_arguments& arguments, Global& global, nlohmann::ordered_json& runs) {
    Progress_line progress(!global.json);
    options.progress = [&](std::uint64_t cases) {
        stop_if_interrupted();
        progress.show(fmt::format("fuzz: {} questions to {}", grouped(cases), options.name));
    };
    const cpu::Cpu_report report = fuzz_cpu(options);
    progress.show("");
    global.status = worse(global.status, report.divergences.empty() ? agreed : diverged);
    if (!global.json) {
        print(report, arguments.coverage);
    }
    runs.push_back(to_json(report));
}

template <class Question, class Options>
void judge(const Options& options, const Cpu_arguments& arguments, Global& global, nlohmann::ordered_json& runs) {
    const cpu::Judged judged = judge_question(options, cpu::read_question<Question>(arguments.question));
    global.status = worse(global.status, !judged.askable ? undecided : judged.explained ? agreed : diverged);
    if (!global.json) {
        print(judged, options);
    }
    runs.push_back(to_json(judged, options));
}

template <class Question, class Options>
void ask(const Options& options, const Cpu_arguments& arguments, Global& global, nlohmann::ordered_json& runs) {
    if (arguments.question.empty()) {
        fuzz(options, arguments, global, runs);
    } else {
        judge<Question>(options, arguments, global, runs);
    }
}

/// Named alone, or one of all. With `all` a CPU that cannot be asked is left out, and said so.
bool is_asked(std::string_view name,
    const std::function<std::string()>& why_missing,
    const Cpu_arguments& arguments,
    Global& global,
    nlohmann::ordered_json& runs) {
    if (arguments.on != name && arguments.on != "all") {
        return false;
    }
    const std::string why = why_missing();
    if (why.empty()) {
        return true;
    }
    if (arguments.on != "all") {
        throw diff::System_error(why);
    }
    leave_out(name, why, global, runs);
    return false;
}

} // namespace

void fuzz_cpus(const Cpu_arguments& arguments, Global& global) {
    nlohmann::ordered_json runs = nlohmann::ordered_json::array();
    for (const Machine machine : {Machine::qemu, Machine::bochs}) {
        const std::string_view name = diff::metal::machine_names[static_cast<std::size_t>(machine)];
        const auto why_missing = [machine] { return diff::metal::why_missing(machine); };
        if (is_asked(name, why_missing, arguments, global, runs)) {
            ask<cpu::Question>(options_for(machine, arguments), arguments, global, runs);
        }
    }
    if (is_asked(native_name, cpu::native::why_missing, arguments, global, runs)) {
        ask<cpu::native::Question>(options_for_native(arguments), arguments, global, runs);
    }
    if (global.json) {
        print_json({{"command", "fuzz"}, {"against", "cpu"}, {"runs", runs}});
    }
}

} // namespace trapspec::cli
