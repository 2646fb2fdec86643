// Sections "Order", "The end" and "Streams".
#include <algorithm>

#include "diff/compare.hpp"
#include "diff/conform/check.hpp"

namespace trapspec::diff::conformance {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

constexpr auto a_moment = std::chrono::milliseconds(100);

void as_many_as_may_wait(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    std::vector<Event> events;
    while (events.size() < dut->window()) {
        const std::vector<Event> more = some_events(bench, 21 + events.size(), 128);
        events.insert(events.end(), more.begin(), more.end());
    }
    events.resize(dut->window());
    Model_system model(bench.configuration());
    expect_like_model(*dut, model, events);
    expect_same_tables_and_memory(*dut, model);
}

/// The pipe that a check talks to directly.
Pipe_dut& pipe_of(Dut_system& dut) {
    return dynamic_cast<Pipe_dut&>(dut);
}

void in_pieces(const Bench& bench) {
    bench.need(Dut_form::pipe);
    const auto dut = bench.start_with_guest();
    const wire::Request requests[] = {request_of(make_event(Kind::observe)), request_of(whole_guest(bench))};
    const auto bytes = std::as_bytes(std::span(requests));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        pipe_of(*dut).send(bytes.subspan(i, 1));
    }
    for (int i = 0; i < 2; ++i) {
        require(dut->take().status == wire::ok, "a request that came a byte at a time is not answered with ok");
    }
}

void nothing_unasked(const Bench& bench) {
    bench.need(Dut_form::pipe);
    const auto dut = bench.start_with_guest();
    require(!pipe_of(*dut).says_more(a_moment), "it says something that it was not asked for");
}

void ends_when_told(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    dut->close();
    const std::string end = dut->process().end_within(bench.dut().patience);
    require(end == "ended with status 0", end.empty() ? "it does not end" : "it " + end);
}

void ends_in_half_a_request(const Bench& bench) {
    bench.need(Dut_form::pipe);
    const auto dut = bench.start_with_guest();
    const wire::Request request = request_of(make_event(Kind::observe));
    pipe_of(*dut).send(std::as_bytes(std::span(&request, 1)).first(100));
    dut->close();
    require(!dut->process().end_within(bench.dut().patience).empty(), "it does not end");
    require(!pipe_of(*dut).says_more(std::chrono::milliseconds(0)), "it answers half a request");
}

void streams_are_sums_of_events(const Bench& bench) {
    const auto dut = bench.start();
    if (dut->depth() == 1) {
        throw Not_applicable("it does not say that it can do streams");
    }
    Model_system model(bench.configuration());
    for (const bool with_tables : {false, true}) {
        Stream stream;
        stream.clear();
        if (with_tables) {
            stream.sum_tables();
        }
        for (const Event& event : some_events(bench, 31, Stream::max_events)) {
            stream.add(event);
        }
        Sums ours;
        Sums theirs;
        dut->start_stream(stream);
        model.start_stream(stream);
        model.finish_stream(ours);
        dut->finish_stream(theirs);
        for (std::uint32_t i = 0; i < stream.size(); ++i) {
            require(ours.events[i] == theirs.events[i],
                fmt::format("event {} of a stream: the digest is {:#x} instead of {:#x}",
                    i,
                    theirs.events[i],
                    ours.events[i]));
        }
        require(agree(ours.last, theirs.last), "the response to a stream is not that to its last event");
    }
}

void streams_out_of_order(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    if (dut->depth() == 1) {
        throw Not_applicable("it does not say that it can do streams");
    }
    for (const auto& [slot, events] : {std::pair{wire::stream_slots, 1U},
             {0xFFFFFFFFU, 1U},
             {0U, wire::stream_events + 1},
             {0U, 0xFFFFFFFFU}}) {
        wire::Request request = request_of(0, {slot, events});
        request.flags = wire::stream;
        (void)expect_status(*dut, request, wire::bad_argument);
    }
}

} // namespace

std::vector<Check> transport_checks() {
    return {
        {"Order", "as many requests as may wait are answered in their order", as_many_as_may_wait},
        {"Order", "a request may come in pieces", in_pieces},
        {"Order", "it says nothing unasked", nothing_unasked},
        {"The end", "it ends with status 0 when nothing more comes", ends_when_told},
        {"The end", "it ends in the middle of a request, without an answer", ends_in_half_a_request},
        {"Streams", "each event's digest is that of its response", streams_are_sums_of_events},
        {"Streams", "bad_argument for a stream that is out of order", streams_out_of_order},
    };
}

} // namespace trapspec::diff::conformance
