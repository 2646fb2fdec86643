#include "diff/conform/check.hpp"

#include <algorithm>
#include <cstring>

#include "diff/compare.hpp"
#include "diff/generate/events.hpp"

namespace trapspec::diff::conformance {

namespace {

constexpr const char* status_names[] = {"ok", "bad_kind", "bad_argument", "not_ready"};

std::string name_of_status(std::uint32_t status) {
    return status < std::size(status_names) ? status_names[status] : fmt::format("{} (no status)", status);
}

std::string name_of_kind(std::uint32_t kind) {
    return kind < model::event_count ? std::string(model::event_table[kind].name) : fmt::format("kind {:#x}", kind);
}

} // namespace

std::unique_ptr<Dut_system> Bench::start_with_guest() const {
    auto dut = start();
    (void)expect_status(*dut, request_of(whole_guest(*this)), wire::ok);
    return dut;
}

void Bench::need(model::Event_kind kind) const {
    if (!does(kinds_, kind)) {
        throw Not_applicable(fmt::format("it does not do {}", model::info(kind).name));
    }
}

void Bench::need(Dut_form form) const {
    if (dut_.form != form) {
        throw Not_applicable(fmt::format("the {} has no such thing", name_of(dut_.form)));
    }
}

Event whole_guest(const Bench& bench) {
    const std::uint32_t pages = bench.configuration().memory_pages;
    return traces::make_event(model::Event_kind::start_guest, {pages, pages});
}

wire::Request request_of(std::uint32_t kind, std::initializer_list<std::uint32_t> arguments) {
    wire::Request request{};
    request.kind = kind;
    std::copy(arguments.begin(), arguments.end(), request.arguments);
    return request;
}

wire::Request request_of(const Event& event) {
    wire::Request request = request_of(static_cast<std::uint32_t>(event.kind));
    std::copy(event.arguments.begin(), event.arguments.end(), request.arguments);
    return request;
}

wire::Response ask(Dut_system& dut, const wire::Request& request) {
    const wire::Response response = dut.exchange(request);
    require(response.sequence == request.sequence,
        fmt::format("{}: answered with sequence {:#x} instead of {:#x}",
            name_of_kind(request.kind),
            response.sequence,
            request.sequence));
    return response;
}

wire::Response expect_status(Dut_system& dut, const wire::Request& request, wire::Status status) {
    const wire::Response response = ask(dut, request);
    require(response.status == status,
        fmt::format("{} with flags {:#x}, arguments {:#x}, {:#x}, {:#x}, {:#x}: status {} instead of {}",
            name_of_kind(request.kind),
            request.flags,
            request.arguments[0],
            request.arguments[1],
            request.arguments[2],
            request.arguments[3],
            name_of_status(response.status),
            name_of_status(status)));
    return response;
}

void expect_like_model(Dut_system& dut, Model_system& model, const std::vector<Event>& events) {
    std::vector<Snapshot> ours(events.size());
    std::vector<Snapshot> theirs(events.size());
    dut.start(events);
    model.run(events, ours);
    dut.finish(theirs);
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (agree(ours[i], theirs[i])) {
            continue;
        }
        std::string text = fmt::format("after event {} ({}) they differ:", i, model::info(events[i].kind).name);
        if (i + 1 < events.size()) {
            expect_like_model(dut, model, {events.begin(), events.begin() + static_cast<std::ptrdiff_t>(i) + 1});
        }
        for (const Difference& each : differences(ours[i], theirs[i], model, dut)) {
            text += fmt::format("\n  {}\n{}", each.field, show(each));
        }
        throw Not_conforming(text);
    }
}

void expect_same_tables_and_memory(Dut_system& dut, Model_system& model) {
    const Tables ours = model.tables();
    const Tables theirs = dut.tables();
    require(ours.gates == theirs.gates, "the Guest's gates are not the model's");
    require(ours.idt == theirs.idt, "the real IDT is not the model's");
    const auto expected = model.memory();
    const auto memory = dut.memory();
    const auto [place, other] = std::mismatch(expected.begin(), expected.end(), memory.begin(), memory.end());
    require(place == expected.end() && other == memory.end(),
        fmt::format("Guest memory is not the model's at {:#x}", place - expected.begin()));
}

std::vector<Event> some_events(const Bench& bench, std::uint64_t seed, std::size_t count) {
    constexpr int most_draws = 4096;
    Random random(seed);
    std::vector<Event> events{whole_guest(bench)};
    std::uint32_t next = 1; // of the boot events; the first is the start
    for (int draws = 0; events.size() < count && draws < most_draws; ++draws) {
        const Event event = next < boot_events ? boot_event(next++, random) : random_event(random);
        if (does(bench.kinds(), event.kind)) {
            events.push_back(event);
        }
    }
    return events;
}

} // namespace trapspec::diff::conformance
