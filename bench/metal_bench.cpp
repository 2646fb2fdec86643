// The bootable Host: what a system call costs, direct and reflected, and how many questions a second a CPU answers.
// Published for lguest by its authors: 270 ns direct, 1750 ns reflected.
#include <benchmark/benchmark.h>

#include <sstream>
#include <string>
#include <vector>

#include "diff/cpu/generate.hpp"
#include "diff/cpu/judge.hpp"
#include "diff/metal/oracle.hpp"

namespace {

using namespace trapspec::diff::metal;
namespace oracle = trapspec::wire::oracle;

Boot boot_of(Machine machine) {
    Boot boot;
    boot.machine = machine;
    boot.images = default_images();
    boot.limit = std::chrono::minutes(5);
    return boot;
}

/// Skips visibly.
bool is_here(Machine machine, benchmark::State& state) {
    const std::string why = why_missing(machine);
    if (!why.empty()) {
        state.SkipWithError(why.c_str());
    }
    return why.empty();
}

// --- system calls: the scenario `cost` prints the time-stamp counter for 200 turns of three loops

constexpr double turns = 200;

/// Turns of an empty loop, direct calls, reflected calls.
std::vector<double> ticks_in(const std::string& console) {
    const std::string mark = "guest:   0x";
    std::vector<double> ticks;
    std::istringstream lines(console);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(mark)) {
            ticks.push_back(static_cast<double>(std::stoul(line.substr(mark.size()), nullptr, 16)));
        }
    }
    return ticks;
}

void system_call(benchmark::State& state, Machine machine, bool count_instructions) {
    if (!is_here(machine, state)) {
        return;
    }
    Boot boot = boot_of(machine);
    boot.scenario = "cost";
    boot.records = false;
    boot.count_instructions = count_instructions;
    std::vector<double> ticks;
    for (auto _ : state) {
        ticks = ticks_in(run(boot).console);
    }
    if (ticks.size() != 3) {
        state.SkipWithError("the scenario did not print three numbers");
        return;
    }
    const double loop = ticks[0] / turns;
    const double direct = ticks[1] / turns - loop;
    const double reflected = ticks[2] / turns - loop;
    state.counters["direct"] = direct;
    state.counters["reflected"] = reflected;
    state.counters["ratio"] = reflected / direct;
}
BENCHMARK_CAPTURE(system_call, qemu_cycles, Machine::qemu, false)->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(system_call, qemu_instructions, Machine::qemu, true)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(system_call, bochs_instructions, Machine::bochs, false)->Iterations(1)->Unit(benchmark::kMillisecond);

// --- the oracle: `int n` from ring 3 through trap and interrupt gates to ring 1, one in four closed by its DPL

constexpr std::uint32_t code_1 = 4, data_1 = 5, code_3 = 6, data_3 = 7;

Descriptors descriptors() {
    Descriptors table{};
    table[code_1] = {0x0000FFFF, 0x00CFBB00};
    table[data_1] = {0x0000FFFF, 0x00CFB300};
    table[code_3] = {0x0000FFFF, 0x00CFFB00};
    table[data_3] = {0x0000FFFF, 0x00CFF300};
    return table;
}

std::vector<Question> questions(const Places& places, std::uint32_t count) {
    std::vector<Question> all(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        Question& question = all[i];
        question.source = oracle::int_n;
        question.vector = 32 + i % 200;
        question.gate[0] = (code_1 << 3 | 1) << 16 | places.landing[0];
        question.gate[1] = 0x8000U | (i % 4 == 0 ? 0U : 0x6000U) | (i % 2 == 0 ? 0xE00U : 0xF00U);
        question.cs = code_3 << 3 | 3;
        question.ss = data_3 << 3 | 3;
        question.esp = places.stack_pages + 0x1800;
        question.eflags = 0x202;
        question.ss1 = data_1 << 3 | 1;
        question.esp1 = places.stack_pages + 0x2000;
        question.idt_limit = 256 * 8 - 1;
        question.tss_limit = 103;
        question.page = 7;
    }
    return all;
}

void questions_answered(benchmark::State& state, Machine machine, std::uint32_t count) {
    if (!is_here(machine, state)) {
        return;
    }
    const auto cpu = start_oracle(boot_of(machine), descriptors());
    const std::vector<Question> asked = questions(cpu->places(), count);
    std::vector<Answer> answers(asked.size());
    for (auto _ : state) {
        cpu->ask(asked, answers);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(asked.size()));
}
BENCHMARK_CAPTURE(questions_answered, qemu, Machine::qemu, 100'000)->UseRealTime();
BENCHMARK_CAPTURE(questions_answered, bochs, Machine::bochs, 200'000)->UseRealTime()->Iterations(1);

// --- the tester's own questions, of all kinds

constexpr std::uint64_t seed = 1;

namespace cpu = trapspec::diff::cpu;

std::vector<Question> random_questions(cpu::Specification& specification, cpu::Departures known, std::size_t count) {
    std::vector<Question> all;
    for (std::uint64_t number = 0; all.size() < count; ++number) {
        Question question = cpu::make_question(specification, seed, number);
        const cpu::Expectations expected = cpu::expect_both(specification, question, known);
        if (expected.askable && expected.departed.askable) {
            all.push_back(question);
        }
    }
    return all;
}

void random_questions_answered(benchmark::State& state, Machine machine, std::size_t count) {
    if (!is_here(machine, state)) {
        return;
    }
    const auto oracle = start_oracle(boot_of(machine), cpu::descriptors());
    cpu::Specification specification(oracle->places(), oracle->descriptors());
    const std::vector<Question> asked =
        random_questions(specification, cpu::known_departures(machine, cpu::release_in(version_of(machine))), count);
    std::vector<Answer> answers(asked.size());
    for (auto _ : state) {
        oracle->ask(asked, answers);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(asked.size()));
}
BENCHMARK_CAPTURE(random_questions_answered, qemu, Machine::qemu, 100'000)->UseRealTime();
BENCHMARK_CAPTURE(random_questions_answered, bochs, Machine::bochs, 100'000)->UseRealTime()->Iterations(1);

} // namespace
