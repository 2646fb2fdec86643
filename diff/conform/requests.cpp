// Sections "Request" and "Guests".
#include "diff/compare.hpp"
#include "diff/conform/check.hpp"

#include "diff/generate/events.hpp"

namespace trapspec::diff::conformance {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

constexpr std::uint64_t seed = 1;
constexpr std::size_t ordinary_events = 36; // build a Guest up, and go on for a while
constexpr int of_each_kind = 8;

/// An event of this kind that the generator makes, or one without anything in it.
Event draw(Kind kind, Random& random) {
    constexpr int most_draws = 20'000;
    for (int draws = 0; draws < most_draws; ++draws) {
        if (const Event event = random_event(random); event.kind == kind) {
            return event;
        }
    }
    return make_event(kind);
}

void is_done_like_the_model(const Bench& bench, Kind kind) {
    bench.need(kind);
    std::vector<Event> events = some_events(bench, seed, ordinary_events);
    Random random(seed + static_cast<std::uint64_t>(kind));
    for (int i = 0; i < of_each_kind; ++i) {
        events.push_back(draw(kind, random));
    }
    const auto dut = bench.start();
    Model_system model(bench.configuration());
    expect_like_model(*dut, model, events);
    expect_same_tables_and_memory(*dut, model);
}

void unused_arguments(const Bench& bench) {
    const auto plain = bench.start();
    const auto filled = bench.start();
    for (const Event& event : some_events(bench, seed, ordinary_events)) {
        wire::Request request = request_of(event);
        const wire::Response expected = ask(*plain, request);
        for (std::size_t i = argument_counts[static_cast<std::size_t>(event.kind)]; i < wire::max_arguments; ++i) {
            request.arguments[i] = 0xDEADBEEF;
        }
        // Those of observe say what to show, when a dump is asked for; here none is.
        require(agree(expected, ask(*filled, request)),
            fmt::format("{}: an argument that it does not have makes a difference", model::info(event.kind).name));
    }
}

void a_guest_starts_afresh(const Bench& bench) {
    const auto dut = bench.start();
    Model_system model(bench.configuration());
    for (const std::uint64_t another : {5U, 6U, 7U}) {
        expect_like_model(*dut, model, some_events(bench, another, 100));
        std::vector<Event> fresh{whole_guest(bench)};
        if (does(bench.kinds(), Kind::free_interrupts)) {
            fresh.push_back(make_event(Kind::free_interrupts));
        }
        expect_like_model(*dut, model, fresh);
        expect_same_tables_and_memory(*dut, model);
    }
}

void memory_has_an_end(const Bench& bench) {
    bench.need(Kind::guest_write);
    const auto dut = bench.start();
    Model_system model(bench.configuration());
    constexpr std::uint32_t pages = 2;
    constexpr std::uint32_t end = pages * 4096;
    expect_like_model(*dut,
        model,
        {make_event(Kind::start_guest, {pages, pages}),
            make_event(Kind::guest_write, {end - 4, 0x11223344}),
            make_event(Kind::guest_write, {end - 3, 0x55667788}),
            make_event(Kind::guest_write, {end, 0x55667788}),
            make_event(Kind::guest_write, {1, 0x99AABBCC}),
            make_event(Kind::guest_write, {0xFFFFFFFE, 0x55667788})});
    expect_same_tables_and_memory(*dut, model);
}

void no_memory_at_all(const Bench& bench) {
    const auto dut = bench.start();
    Model_system model(bench.configuration());
    expect_like_model(*dut, model, {make_event(Kind::start_guest, {0, 0}), make_event(Kind::observe)});
}

} // namespace

std::vector<Check> request_checks() {
    std::vector<Check> checks;
    for (const model::Event_info& event : model::event_table) {
        checks.push_back({"Request",
            fmt::format("{} {} is done as the model does it, {} times",
                static_cast<unsigned>(event.kind),
                event.name,
                of_each_kind),
            [kind = event.kind](const Bench& bench) { is_done_like_the_model(bench, kind); }});
    }
    checks.push_back({"Request", "arguments that a kind does not have are ignored", unused_arguments});
    checks.push_back({"Request", "a Guest starts afresh: state, tables and memory", a_guest_starts_afresh});
    checks.push_back({"Request", "the Guest's own writes end with its memory", memory_has_an_end});
    checks.push_back({"Request", "a Guest without memory starts", no_memory_at_all});
    return checks;
}

} // namespace trapspec::diff::conformance
