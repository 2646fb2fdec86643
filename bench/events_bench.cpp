// Events a second: made, run by the model alone, by the 32-bit process alone, and by the whole engine, which does all of
// that and compares. The engine's peer is the same comparison as a RapidCheck property.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "bench/rapidcheck_property.hpp"
#include "diff/fuzz.hpp"
#include "diff/generate/sequence.hpp"
#include "diff/systems/dut.hpp"
#include "diff/systems/model.hpp"

namespace {

using namespace trapspec::diff;

constexpr std::size_t sequences = 1024;

const std::vector<Stream>& streams() {
    static const std::vector<Stream> all = [] {
        std::vector<Stream> made(sequences);
        Sequence_maker maker(1);
        Pool pool;
        for (std::size_t i = 0; i < sequences; ++i) {
            maker.make(i, pool, made[i]);
            pool.add(made[i]);
        }
        return made;
    }();
    return all;
}

std::int64_t events() {
    std::int64_t count = 0;
    for (const Stream& stream : streams()) {
        count += stream.size();
    }
    return count;
}

void made(benchmark::State& state) {
    Sequence_maker maker(1);
    Pool pool;
    pool.add(streams().front());
    Stream stream;
    std::int64_t made = 0;
    std::uint64_t number = 0;
    for (auto _ : state) {
        maker.make(number++, pool, stream);
        made += stream.size();
    }
    state.SetItemsProcessed(made);
}
BENCHMARK(made);

void model_alone(benchmark::State& state) {
    Model_system model{Configuration{}};
    auto pairs = std::make_unique<trapspec::model::concrete::Arm_pairs>();
    model.tell(pairs.get());
    Sums sums;
    for (auto _ : state) {
        for (const Stream& stream : streams()) {
            model.start_stream(stream);
            model.finish_stream(sums);
        }
    }
    state.SetItemsProcessed(state.iterations() * events());
}
BENCHMARK(model_alone);

void implementation_alone(benchmark::State& state) {
    const auto implementation = start_dut(Dut{}, Configuration{});
    Sums sums;
    for (auto _ : state) {
        std::size_t under_way = 0;
        for (const Stream& stream : streams()) {
            if (under_way == implementation->depth()) {
                implementation->finish_stream(sums);
                --under_way;
            }
            implementation->start_stream(stream);
            ++under_way;
        }
        for (; under_way > 0; --under_way) {
            implementation->finish_stream(sums);
        }
    }
    state.SetItemsProcessed(state.iterations() * events());
}
BENCHMARK(implementation_alone)->UseRealTime();

void engine(benchmark::State& state) {
    std::int64_t compared = 0;
    for (auto _ : state) {
        Fuzz_options options;
        options.cases = 40'000;
        const Fuzz_report report = fuzz(options);
        if (!report.divergences.empty()) {
            state.SkipWithError("model and implementation differ");
            return;
        }
        compared += static_cast<std::int64_t>(report.events);
    }
    state.SetItemsProcessed(compared);
}
BENCHMARK(engine)->UseRealTime()->Unit(benchmark::kMillisecond);

void rapidcheck_property(benchmark::State& state) {
    trapspec::bench::Systems systems(Dut{});
    std::uint64_t seed = 0;
    for (auto _ : state) {
        trapspec::bench::run_property_once(seed++, systems);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(systems.events));
}
BENCHMARK(rapidcheck_property)->UseRealTime();

} // namespace
