// Events a second: the model alone, the 32-bit process alone, both at once and compared, all over the same events.
#include <benchmark/benchmark.h>

#include <vector>

#include "diff/compare.hpp"
#include "diff/generate/events.hpp"
#include "diff/generate/stateful.hpp"
#include "diff/systems/implementation.hpp"
#include "diff/systems/model.hpp"

namespace {

using namespace trapspec::diff;

std::vector<Event> events() {
    std::vector<Event> all{trapspec::traces::make_event(
        trapspec::model::Event_kind::start_guest, {layout::pfn_limit, layout::memory_pages})};
    const Sequences sequences(1);
    for (std::uint64_t number = 0; all.size() < 4096; ++number) {
        const std::vector<Event> sequence = sequences.generate(number);
        all.insert(all.end(), sequence.begin(), sequence.end());
    }
    return all;
}

template <class Run>
void measure(benchmark::State& state, Run run) {
    const std::vector<Event> all = events();
    for (auto _ : state) {
        run(all);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.size()));
}

void model_alone(benchmark::State& state) {
    Model_system model{Configuration{}};
    std::vector<Snapshot> snapshots(8192);
    measure(state, [&](const std::vector<Event>& all) { model.run(all, snapshots); });
}
BENCHMARK(model_alone)->UseRealTime();

void implementation_alone(benchmark::State& state) {
    Implementation_system implementation(default_implementation(), Configuration{});
    std::vector<Snapshot> snapshots(8192);
    measure(state, [&](const std::vector<Event>& all) { implementation.run(all, snapshots); });
}
BENCHMARK(implementation_alone)->UseRealTime();

void both_compared(benchmark::State& state) {
    Model_system model{Configuration{}};
    Implementation_system implementation(default_implementation(), Configuration{});
    std::vector<Snapshot> ours(8192);
    std::vector<Snapshot> theirs(8192);
    measure(state, [&](const std::vector<Event>& all) {
        implementation.start(all);
        model.run(all, ours);
        implementation.finish(theirs);
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!agree(ours[i], theirs[i])) {
                state.SkipWithError("model and implementation differ");
                return;
            }
        }
    });
}
BENCHMARK(both_compared)->UseRealTime();

void generated_by_rapidcheck(benchmark::State& state) {
    const Sequences sequences(1);
    std::uint64_t number = 0;
    std::int64_t generated = 0;
    for (auto _ : state) {
        generated += static_cast<std::int64_t>(sequences.generate(number++).size());
    }
    state.SetItemsProcessed(generated);
}
BENCHMARK(generated_by_rapidcheck);

} // namespace
