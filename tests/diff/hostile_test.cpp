// A driver that writes nonsense into the ring: it is answered, or the implementation ends; it never does what it was not
// asked for, and it never hangs.
#include <gtest/gtest.h>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <span>

#include "diff/generate/random.hpp"
#include "diff/systems/process.hpp"
#include "diff/systems/system.hpp"
#include "model/state/event_kinds.hpp"

namespace trapspec::diff {
namespace {

class Hostile_driver {
public:
    Hostile_driver() : ring_memory_("ring", sizeof(wire::Ring)), guest_memory_("guest", 64 * 4096) {
        ring().header.magic = wire::magic;
        ring().header.version = wire::version;
        process_ =
            std::make_unique<Process>(std::vector<std::string>{TRAPSPEC_RUN_I386, TRAPSPEC_IMPLEMENTATION, "262144"},
                Wiring{.descriptor_3 = ring_memory_.descriptor(), .descriptor_4 = guest_memory_.descriptor()});
        EXPECT_TRUE(wait([&] { return get(ring().header.ready) == wire::ready; }));
    }

    [[nodiscard]] wire::Ring& ring() { return *static_cast<wire::Ring*>(ring_memory_.data()); }
    [[nodiscard]] Process& process() { return *process_; }
    [[nodiscard]] std::span<std::uint8_t> guest() {
        return {static_cast<std::uint8_t*>(guest_memory_.data()), guest_memory_.size()};
    }

    static std::uint32_t get(std::uint32_t& word) { return std::atomic_ref(word).load(); }

    template <class Condition>
    static bool wait(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) {
                return false;
            }
            usleep(50);
        }
        return true;
    }

    void submit(std::uint32_t count) {
        std::atomic_ref(ring().submitted.value).store(count);
        syscall(SYS_futex, &ring().submitted.value, FUTEX_WAKE, 1, nullptr, nullptr, 0);
    }
    bool answered(std::uint32_t count) {
        return wait([&] { return get(ring().completed.value) == count || !process().how_it_ended().empty(); });
    }

private:
    Shared_memory ring_memory_;
    Shared_memory guest_memory_;
    std::unique_ptr<Process> process_;
};

TEST(Hostile, RandomRequestsAreAnswered) {
    Hostile_driver driver;
    Random random(11);
    std::uint32_t submitted = 0;
    for (int batch = 0; batch < 200; ++batch) {
        for (std::uint32_t i = 0; i < 64; ++i, ++submitted) {
            wire::Request& request = driver.ring().requests[submitted % wire::ring_slots];
            request.sequence = submitted;
            request.kind = random.once_in(4) ? random.word() : random.below(model::event_count + 2);
            request.flags = random.once_in(4) ? random.word() : 0;
            for (std::uint32_t& argument : request.arguments) {
                argument = random.once_in(2) ? random.word() : random.below(64);
            }
        }
        for (std::size_t i = 0; i < driver.guest().size(); i += 64) {
            driver.guest()[i] = static_cast<std::uint8_t>(random.word());
        }
        driver.submit(submitted);
        ASSERT_TRUE(driver.answered(submitted));
        ASSERT_EQ(driver.process().how_it_ended(), "") << "batch " << batch;
    }
    const wire::Response& last = driver.ring().responses[(submitted - 1) % wire::ring_slots];
    EXPECT_EQ(last.sequence, submitted - 1);
}

TEST(Hostile, RandomStreamsAreAnswered) {
    Hostile_driver driver;
    Random random(12);
    for (std::uint32_t submitted = 0; submitted < 2000;) {
        const std::uint32_t slot = submitted % wire::stream_slots;
        const bool plausible = !random.once_in(4);
        for (std::uint32_t& word : driver.ring().streams[slot].words) {
            word = random.word();
        }
        // Mostly events that are in order but for their arguments, up to some point.
        std::uint32_t next = 0;
        const std::uint32_t end = plausible ? random.below(wire::stream_words) : 0;
        while (next < end) {
            const std::uint32_t kind = random.below(model::event_count);
            const auto arguments = static_cast<std::uint32_t>(model::event_table[kind].arguments.size());
            driver.ring().streams[slot].words[next] = kind | arguments << 16;
            next += 1 + arguments;
        }
        wire::Request& request = driver.ring().requests[submitted % wire::ring_slots];
        request.sequence = submitted;
        request.flags = wire::stream | (random.once_in(8) ? random.word() : 0);
        request.arguments[0] = random.once_in(8) ? random.word() : slot;
        request.arguments[1] = random.once_in(8) ? random.word() : random.below(wire::stream_events + 2);
        driver.submit(++submitted);
        ASSERT_TRUE(driver.answered(submitted));
        ASSERT_EQ(driver.process().how_it_ended(), "") << "stream " << submitted;
    }
}

TEST(Hostile, MoreRequestsThanTheRingHoldsEndTheImplementation) {
    Hostile_driver driver;
    driver.submit(wire::ring_slots * 1000);
    EXPECT_TRUE(Hostile_driver::wait([&] { return !driver.process().how_it_ended().empty(); }));
    EXPECT_EQ(driver.process().how_it_ended(), "ended with status 1");
}

TEST(Hostile, AShutdownEndsItWithStatus0) {
    Hostile_driver driver;
    std::atomic_ref(driver.ring().header.shutdown).store(1);
    EXPECT_TRUE(Hostile_driver::wait([&] { return !driver.process().how_it_ended().empty(); }));
    EXPECT_EQ(driver.process().how_it_ended(), "ended with status 0");
}

} // namespace
} // namespace trapspec::diff
