// Streams say of every event what single requests say, in one number.
#include <gtest/gtest.h>

#include "bench/rapidcheck_property.hpp"
#include "diff/compare.hpp"
#include "diff/generate/sequence.hpp"
#include "diff/systems/dut.hpp"
#include "diff/systems/event_digest.hpp"
#include "diff/systems/model.hpp"

namespace trapspec::diff {
namespace {

using Kind = model::Event_kind;
using traces::make_event;

std::vector<Stream> some_streams(std::size_t count) {
    Sequence_maker maker(3);
    Pool pool;
    std::vector<Stream> streams(count);
    for (std::size_t i = 0; i < count; ++i) {
        maker.make(i, pool, streams[i]);
        pool.add(streams[i]);
    }
    return streams;
}

void expect_sums_of_snapshots(System& streaming, System& stepping) {
    const std::vector<Stream> streams = some_streams(200);
    for (std::size_t i = 0; i < streams.size(); ++i) {
        const std::vector<Event> events = events_of(streams[i]);
        std::vector<Snapshot> snapshots(events.size());
        stepping.run(events, snapshots);
        Sums sums;
        streaming.start_stream(streams[i]);
        streaming.finish_stream(sums);
        for (std::size_t event = 0; event < events.size(); ++event) {
            ASSERT_EQ(sums.events[event], digest_of_response(snapshots[event]))
                << "stream " << i << ", event " << event;
        }
        ASSERT_TRUE(agree(sums.last, snapshots.back())) << "stream " << i;
    }
}

TEST(Streams, OfTheModelAreTheDigestsOfItsSnapshots) {
    Model_system streaming{Configuration{}};
    Model_system stepping{Configuration{}};
    expect_sums_of_snapshots(streaming, stepping);
}

TEST(Streams, OfTheImplementationAreTheDigestsOfItsResponses) {
    const auto streaming = start_dut({.command = TRAPSPEC_IMPLEMENTATION}, Configuration{});
    const auto stepping = start_dut({.command = TRAPSPEC_IMPLEMENTATION}, Configuration{});
    ASSERT_GT(streaming->depth(), 1U);
    expect_sums_of_snapshots(*streaming, *stepping);
}

/// A system that only steps.
class Stepping final : public System {
public:
    [[nodiscard]] std::string_view name() const override { return "stepping"; }
    void start(std::span<const Event> events) override { model_.start(events); }
    void finish(std::span<Snapshot> snapshots) override { model_.finish(snapshots); }
    [[nodiscard]] Tables tables() override { return model_.tables(); }
    [[nodiscard]] std::uint32_t memory_word(std::uint32_t address) override { return model_.memory_word(address); }
    [[nodiscard]] std::span<const std::uint8_t> memory() override { return model_.memory(); }

private:
    Model_system model_{Configuration{}};
};

TEST(Streams, GoThroughSingleEventsWhereASystemHasNoOthers) {
    Stepping streaming;
    Model_system stepping{Configuration{}};
    expect_sums_of_snapshots(streaming, stepping);
}

TEST(Streams, SeveralAreUnderWayAtATime) {
    const auto implementation = start_dut({.command = TRAPSPEC_IMPLEMENTATION}, Configuration{});
    Model_system model{Configuration{}};
    const std::vector<Stream> streams = some_streams(implementation->depth());
    for (const Stream& stream : streams) {
        implementation->start_stream(stream);
    }
    for (const Stream& stream : streams) {
        Sums ours;
        Sums theirs;
        model.start_stream(stream);
        model.finish_stream(ours);
        implementation->finish_stream(theirs);
        EXPECT_TRUE(std::equal(ours.events.begin(), ours.events.begin() + stream.size(), theirs.events.begin()));
    }
}

TEST(Digest, IsWhatTheReadmeSays) {
    EXPECT_EQ(digest_of_refusal(wire::bad_argument), 2 * std::uint64_t{0x9E3779B9});
    wire::Response response{};
    EXPECT_EQ(digest_of_response(response), 0U);
    response.words[0] = 1; // place 1: 2 * 0x9E3779B97F4A7C15 = 0x3C6EF372FE94F82A, high half, made odd
    EXPECT_EQ(digest_of_response(response), 0x3C6EF373U);
    response.words[0] = 0;
    response.write_count = 1;
    const std::uint64_t counted = digest_of_response(response);
    for (const auto part : {&wire::Write::address, &wire::Write::length, &wire::Write::value}) {
        wire::Response changed = response;
        changed.writes[0].*part = 1;
        EXPECT_NE(digest_of_response(changed), counted);
    }
}

TEST(Digest, SeesEverySingleBitOfEveryWord) {
    wire::Response response{};
    for (std::uint32_t word = 0; word < wire::max_words; ++word) {
        for (std::uint32_t bit = 0; bit < 32; ++bit) {
            response.words[word] = 1U << bit;
            EXPECT_NE(digest_of_response(response), 0U);
        }
        response.words[word] = 0;
    }
}

TEST(Property, HoldsUnderRapidCheckToo) {
    bench::Systems systems({.command = TRAPSPEC_IMPLEMENTATION});
    EXPECT_TRUE(bench::property_holds(systems));
    EXPECT_GT(systems.events, 100U);
}

} // namespace
} // namespace trapspec::diff
