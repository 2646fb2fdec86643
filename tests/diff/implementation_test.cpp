#include "diff/systems/implementation.hpp"

#include <gtest/gtest.h>

#include "diff/compare.hpp"
#include "diff/generate/events.hpp"
#include "diff/systems/model.hpp"

namespace trapspec::diff {
namespace {

using Kind = model::Event_kind;
using traces::make_event;

TEST(Implementation, AnswersLikeTheModelInABatchLongerThanTheRing) {
    const Configuration configuration;
    Model_system model(configuration);
    Implementation_system implementation(TRAPSPEC_IMPLEMENTATION, configuration);
    Random random(5);
    std::vector<Event> events{make_event(Kind::start_guest, {32, 32})};
    for (std::uint32_t i = 0; i < 5 * wire::ring_slots; ++i) {
        events.push_back(i < boot_events ? boot_event(i, random) : random_event(random));
    }
    std::vector<Snapshot> ours(events.size());
    std::vector<Snapshot> theirs(events.size());
    implementation.start(events);
    model.run(events, ours);
    implementation.finish(theirs);
    for (std::size_t i = 0; i < events.size(); ++i) {
        ASSERT_TRUE(agree(ours[i], theirs[i])) << "event " << i;
    }
    EXPECT_EQ(model.tables().gates, implementation.tables().gates);
    EXPECT_EQ(model.tables().idt, implementation.tables().idt);
}

TEST(Implementation, RefusesWhatIsOutOfRange) {
    Implementation_system implementation(TRAPSPEC_IMPLEMENTATION, Configuration{});
    EXPECT_EQ(implementation.step(make_event(Kind::observe)).status, wire::not_ready);
    EXPECT_EQ(implementation.step(make_event(Kind::start_guest, {1, 65})).status, wire::bad_argument);
    EXPECT_EQ(implementation.step(make_event(Kind::start_guest, {64, 64})).status, wire::ok);
    EXPECT_EQ(implementation.step(make_event(Kind::set_interrupt, {32})).status, wire::bad_argument);
    EXPECT_EQ(implementation.step(make_event(Kind::switcher_stub, {256})).status, wire::bad_argument);
    EXPECT_EQ(implementation.step(make_event(Kind::enter_guest, {2})).status, wire::bad_argument);
    EXPECT_EQ(implementation.step(make_event(static_cast<Kind>(model::event_count))).status, wire::bad_kind);
    EXPECT_EQ(implementation.step(make_event(Kind::observe)).status, wire::ok);
}

TEST(Implementation, AProgramThatIsNoneIsASystemError) {
    EXPECT_THROW(Implementation_system("/no/such/program", Configuration{}), System_error);
    EXPECT_THROW(Implementation_system("/bin/false", Configuration{}), System_error);
    EXPECT_THROW(Implementation_system("/bin/cat", Configuration{}, std::chrono::milliseconds(300)), System_error);
}

TEST(Implementation, AnUnknownRuleVersionIsASystemError) {
    Configuration configuration;
    configuration.rules = "linux-9.9";
    EXPECT_THROW(Implementation_system(TRAPSPEC_IMPLEMENTATION, configuration), System_error);
    EXPECT_THROW(Model_system{configuration}, System_error);
}

} // namespace
} // namespace trapspec::diff
