#include "diff/systems/ring_dut.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstring>

namespace trapspec::diff {

namespace {

constexpr std::uint32_t page_bytes = 4096;
// Spinning pays while the other side is quick, and takes its time where there are too few CPUs.
constexpr int most_spins = 20'000;
constexpr int fewest_spins = 100;
// A sleeper is woken for so many streams, or when there is nothing else left to do: waking it costs as much as some of them.
constexpr std::uint32_t streams_worth_waking_for = 6;
constexpr timespec nap{0, 20'000'000};

std::uint32_t load(std::uint32_t& word) {
    return std::atomic_ref(word).load(std::memory_order_seq_cst);
}
void store(std::uint32_t& word, std::uint32_t value) {
    std::atomic_ref(word).store(value, std::memory_order_seq_cst);
}

void futex_wake(std::uint32_t& word) {
    syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void futex_nap(std::uint32_t& word, std::uint32_t while_it_is) {
    syscall(SYS_futex, &word, FUTEX_WAIT, while_it_is, &nap, nullptr, 0);
}

} // namespace

Ring_dut::Ring_dut(const Dut_start& start)
    : Dut_system(start), ring_memory_("trapspec-ring", sizeof(wire::Ring)),
      guest_memory_(
          "trapspec-guest", std::max<std::size_t>(std::size_t{start.handshake.memory_pages} * page_bytes, page_bytes)),
      ring_(*static_cast<wire::Ring*>(ring_memory_.data())) {
    const Handshake& handshake = start.handshake;
    ring_.header.magic = handshake.magic;
    ring_.header.version = handshake.version;
    ring_.header.rules = handshake.rules;
    ring_.header.syscall_vector = handshake.syscall_vector;
    std::copy(handshake.handlers.begin(), handshake.handlers.end(), ring_.handlers);
    spawn(start,
        {.descriptor_3 = ring_memory_.descriptor(), .descriptor_4 = guest_memory_.descriptor()},
        std::to_string(guest_memory_.size()));
    wait_until_ready();
}

Ring_dut::~Ring_dut() {
    close();
}

void Ring_dut::wait_until_ready() {
    const auto since = std::chrono::steady_clock::now();
    while (load(ring_.header.ready) == wire::starting) {
        wait_longer(since, "get ready");
        usleep(100);
    }
    if (const std::uint32_t ready = load(ring_.header.ready); ready != wire::ready) {
        refuse(ready);
    }
    streams_ = (load(ring_.header.features) & wire::streams) != 0;
    become_ready(load(ring_.header.kinds));
}

void Ring_dut::close() {
    store(ring_.header.shutdown, 1);
    futex_wake(ring_.submitted.value);
}

void Ring_dut::put(const wire::Request& request) {
    ring_.requests[written_++ % wire::ring_slots] = request;
}

wire::Response Ring_dut::take() {
    wait_for(read_ + 1);
    if (load(ring_.completed.value) - read_ > written_ - read_) {
        fail("answered more than it was asked");
    }
    return ring_.responses[read_++ % wire::ring_slots];
}

void Ring_dut::submit() {
    store(ring_.submitted.value, written_);
    wake();
}

void Ring_dut::wake() {
    if (load(ring_.submitted.waiter) != 0) {
        futex_wake(ring_.submitted.value);
    }
}

void Ring_dut::wait_for(std::uint32_t count) {
    const auto enough = [&] { return static_cast<std::int32_t>(load(ring_.completed.value) - count) >= 0; };
    if (enough()) {
        return;
    }
    wake();
    for (int i = 0; i < spins_; ++i) {
        if (enough()) {
            spins_ = std::min(spins_ * 2, most_spins);
            return;
        }
        __builtin_ia32_pause();
    }
    spins_ = std::max(spins_ / 2, fewest_spins);
    const auto since = std::chrono::steady_clock::now();
    store(ring_.completed.waiter, 1);
    while (!enough()) {
        futex_nap(ring_.completed.value, load(ring_.completed.value));
        if (enough()) {
            break;
        }
        wait_longer(since, "answer");
    }
    store(ring_.completed.waiter, 0);
}

void Ring_dut::start_stream(const Stream& stream) {
    if (!streams_) {
        System::start_stream(stream);
        return;
    }
    const std::uint32_t slot = streams_put_++ % wire::stream_slots;
    stream_sizes_[slot] = stream.size();
    std::copy(stream.words().begin(), stream.words().end(), ring_.streams[slot].words);
    wire::Request request{};
    request.sequence = next_number();
    request.flags = wire::stream | (stream.sums_tables() ? wire::sum_tables : 0U);
    request.arguments[0] = slot;
    request.arguments[1] = stream.size();
    put(request);
    store(ring_.submitted.value, written_);
    if (streams_put_ - streams_taken_ >= streams_worth_waking_for) {
        wake();
    }
}

void Ring_dut::finish_stream(Sums& sums) {
    if (!streams_) {
        System::finish_stream(sums);
        return;
    }
    sums.last = take_numbered();
    const std::uint32_t slot = streams_taken_++ % wire::stream_slots;
    const std::uint32_t* digests = ring_.streams[slot].digests;
    for (std::uint32_t i = 0; i < stream_sizes_[slot]; ++i) {
        sums.events[i] = std::uint64_t{digests[2 * i + 1]} << 32 | digests[2 * i];
    }
}

Tables Ring_dut::tables() {
    ask(wire::dump_tables);
    Tables tables;
    for (std::size_t slot = 0; slot < tables.gates.size(); ++slot) {
        tables.gates[slot] = std::uint64_t{ring_.gates[2 * slot + 1]} << 32 | ring_.gates[2 * slot];
        tables.idt[slot] = std::uint64_t{ring_.idt[2 * slot + 1]} << 32 | ring_.idt[2 * slot];
    }
    return tables;
}

std::uint32_t Ring_dut::memory_word(std::uint32_t address) {
    std::uint32_t word = 0;
    if (std::uint64_t{address} + sizeof word <= guest_memory_.size()) {
        std::memcpy(&word, static_cast<const std::uint8_t*>(guest_memory_.data()) + address, sizeof word);
    }
    return word;
}

std::span<const std::uint8_t> Ring_dut::memory() {
    return {static_cast<const std::uint8_t*>(guest_memory_.data()), guest_memory_.size()};
}

} // namespace trapspec::diff
