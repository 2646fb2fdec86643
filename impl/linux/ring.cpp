#include "impl/linux/ring.hpp"

#include "impl/core/types.hpp"
#include "impl/linux/events.hpp"
#include "impl/linux/responses.hpp"
#include "impl/linux/stream.hpp"
#include "impl/linux/system_calls.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::Counter;
using trapspec::wire::Request;
using trapspec::wire::Response;
using trapspec::wire::Ring;
using trapspec::wire::ring_slots;
using trapspec::wire::Status;

// Answers that are published together: fewer bounces of the counter's cache line, still short waits. Waking a sleeper
// costs more than many events, so it happens only now and then while there is work.
constexpr u32 publish_every = 16;
constexpr u32 wake_every = 256;

// Spinning pays while the tester is quick; on a machine with few CPUs it takes the tester's time when it is not.
constexpr u32 most_spins = 4096;
constexpr u32 fewest_spins = 64;

// How soon a sleeper looks for a shutdown that came without a wake.
constexpr u32 sleep_milliseconds = 100;

u32 load(const u32& word) {
    return __atomic_load_n(&word, __ATOMIC_ACQUIRE);
}

void store(u32& word, u32 value) {
    __atomic_store_n(&word, value, __ATOMIC_RELEASE);
}

void fence() {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

bool is_shut_down(const Ring& ring) {
    return load(ring.header.shutdown) != 0;
}

// Word by word, each read once: what is checked is what is used.
void copy_request(Request& to, const Request& from) {
    const volatile u32* words = &from.sequence;
    to.sequence = words[0];
    to.kind = words[1];
    to.flags = words[2];
    for (u32 i = 0; i < trapspec::wire::max_arguments; ++i)
        to.arguments[i] = words[3 + i];
}

// True for a stream: its answer is worth publishing at once.
bool serve_one(Ring& ring, u32 slot) {
    Request request;
    copy_request(request, ring.requests[slot]);
    Response& response = ring.responses[slot];

    const bool is_stream = (request.flags & trapspec::wire::stream) != 0;
    const Status status = is_stream ? perform_stream(ring, request) : perform(request);
    if (status != trapspec::wire::ok) {
        refuse(response, request.sequence, status);
        return is_stream;
    }
    answer(response, request.sequence);
    if ((request.flags & trapspec::wire::dump_tables) != 0)
        dump_tables(ring);
    return is_stream;
}

// The fence pairs with the tester's between announcing that it waits and looking at the counter again.
void wake_waiter(const Counter& counter) {
    fence();
    if (load(counter.waiter) != 0)
        futex_wake(&counter.value);
}

void sleep_until_changed(Ring& ring, u32 seen) {
    Counter& counter = ring.submitted;
    store(counter.waiter, 1);
    fence();
    while (load(counter.value) == seen && !is_shut_down(ring))
        futex_wait(&counter.value, seen, sleep_milliseconds);
    store(counter.waiter, 0);
}

// Spins longer after a spin that was worth it, less after one that was not.
class Waiter {
public:
    void wait(Ring& ring, u32 seen) {
        for (u32 spin = 0; spin < spins_; ++spin) {
            if (load(ring.submitted.value) != seen || is_shut_down(ring)) {
                spins_ = spins_ * 2 < most_spins ? spins_ * 2 : most_spins;
                return;
            }
            __builtin_ia32_pause();
        }
        spins_ = spins_ / 2 > fewest_spins ? spins_ / 2 : fewest_spins;
        sleep_until_changed(ring, seen);
    }

private:
    u32 spins_ = most_spins;
};

} // namespace

Farewell serve(Ring& ring) {
    Waiter waiter;
    u32 done = load(ring.completed.value);
    u32 since_wake = 0;

    while (!is_shut_down(ring)) {
        const u32 outstanding = load(ring.submitted.value) - done;
        if (outstanding > ring_slots)
            return Farewell::protocol_broken;

        const u32 count = outstanding < publish_every ? outstanding : publish_every;
        for (u32 i = 0; i < count; ++i)
            if (serve_one(ring, (done + i) % ring_slots))
                store(ring.completed.value, done + i + 1);
        done += count;
        since_wake += count;
        store(ring.completed.value, done);

        if (count == outstanding || since_wake >= wake_every) {
            wake_waiter(ring.completed);
            since_wake = 0;
        }
        if (count == outstanding)
            waiter.wait(ring, done);
    }
    return Farewell::shut_down;
}

} // namespace lguest::harness
