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

// A machine of Bochs's boots for each batch.
constexpr std::size_t batch_on_qemu = 4096, batch_on_bochs = 100'000;
constexpr auto limit_on_qemu = std::chrono::seconds(10), limit_on_bochs = std::chrono::seconds(60);

cpu::Cpu_options options_for(Machine machine, const Cpu_arguments& arguments) {
    diff::metal::Boot boot;
    boot.machine = machine;
    boot.images =
        arguments.images.empty() ? diff::metal::default_images() : std::filesystem::path(arguments.images);
    boot.limit = machine == Machine::bochs ? limit_on_bochs : limit_on_qemu;
    boot.watch = stop_if_interrupted;
    cpu::Cpu_options options;
    options.start = [boot] { return diff::metal::start_oracle(boot, cpu::descriptors()); };
    options.batch = machine == Machine::bochs ? batch_on_bochs : batch_on_qemu;
    options.name = diff::metal::machine_names[static_cast<std::size_t>(machine)];
    options.version = diff::metal::version_of(machine);
    options.known = cpu::known_departures(machine, cpu::release_in(options.version));
    options.seed = arguments.seed;
    options.cases = arguments.cases;
    options.seconds = arguments.seconds;
    options.most_divergences = arguments.most_divergences;
    options.save = arguments.save;
    return options;
}

void fuzz_machine(Machine machine, const Cpu_arguments& arguments, Global& global, nlohmann::ordered_json& runs) {
    cpu::Cpu_options options = options_for(machine, arguments);
    Progress_line progress(!global.json);
    options.progress = [&](std::uint64_t cases) {
        stop_if_interrupted();
        progress.show(fmt::format("fuzz: {} questions to {}", grouped(cases), options.name));
    };
    const cpu::Cpu_report report = cpu::fuzz_cpu(options);
    progress.show("");
    global.status = worse(global.status, report.divergences.empty() ? agreed : diverged);
    if (!global.json) {
        print(report, arguments.coverage);
    }
    runs.push_back(to_json(report));
}

void judge_question(Machine machine, const Cpu_arguments& arguments, Global& global, nlohmann::ordered_json& runs) {
    const cpu::Cpu_options options = options_for(machine, arguments);
    const cpu::Judged judged = cpu::judge_question(options, cpu::read_question<cpu::Question>(arguments.question));
    global.status = worse(global.status, !judged.askable ? undecided : judged.explained ? agreed : diverged);
    if (!global.json) {
        print(judged, options);
    }
    runs.push_back(to_json(judged, options));
}

/// With `all` a machine that is missing is left out, and said so.
bool is_left_out(Machine machine, const Cpu_arguments& arguments, Global& global, nlohmann::ordered_json& runs) {
    const std::string why = diff::metal::why_missing(machine);
    if (why.empty()) {
        return false;
    }
    if (arguments.on != "all") {
        throw diff::System_error(why);
    }
    leave_out(diff::metal::machine_names[static_cast<std::size_t>(machine)], why, global, runs);
    return true;
}

} // namespace

void fuzz_cpus(const Cpu_arguments& arguments, Global& global) {
    nlohmann::ordered_json runs = nlohmann::ordered_json::array();
    if (arguments.on == "native" || arguments.on == "all") {
        const std::string why = "what a 32-bit process sees of this CPU cannot be asked yet";
        if (arguments.on == "native") {
            throw diff::System_error(why);
        }
        leave_out("native", why, global, runs);
    }
    for (const Machine machine : {Machine::qemu, Machine::bochs}) {
        const std::string_view name = diff::metal::machine_names[static_cast<std::size_t>(machine)];
        if ((arguments.on != name && arguments.on != "all") || is_left_out(machine, arguments, global, runs)) {
            continue;
        }
        if (arguments.question.empty()) {
            fuzz_machine(machine, arguments, global, runs);
        } else {
            judge_question(machine, arguments, global, runs);
        }
    }
    if (global.json) {
        print_json({{"command", "fuzz"}, {"against", "cpu"}, {"runs", runs}});
    }
}

} // namespace trapspec::cli
