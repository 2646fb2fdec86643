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
        process_ = std::make_unique<Process>(
            TRAPSPEC_IMPLEMENTATION, ring_memory_.descriptor(), guest_memory_.descriptor(), "262144");
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
