#include "diff/systems/implementation.hpp"

#include <fmt/format.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstring>
#include <filesystem>

#include "model/lguest/rule_set.hpp"

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

std::uint32_t rules_number(const std::string& name) {
    for (std::uint32_t i = 0; i < model::rule_sets.size(); ++i) {
        if (model::rule_sets[i].name == name) {
            return i;
        }
    }
    throw System_error("the implementation has no rule version \"" + name + "\"");
}

} // namespace

Implementation_system::Implementation_system(
    const std::string& program, const Configuration& configuration, std::chrono::milliseconds patience)
    : ring_memory_("trapspec-ring", sizeof(wire::Ring)),
      guest_memory_(
          "trapspec-guest", std::max<std::size_t>(std::size_t{configuration.memory_pages} * page_bytes, page_bytes)),
      ring_(*static_cast<wire::Ring*>(ring_memory_.data())), patience_(patience), program_(program),
      process_((ring_.header.magic = wire::magic,
                   ring_.header.version = wire::version,
                   ring_.header.rules = rules_number(configuration.rules),
                   ring_.header.syscall_vector = configuration.syscall_vector,
                   std::copy(configuration.handlers.begin(), configuration.handlers.end(), ring_.handlers),
                   program),
          ring_memory_.descriptor(),
          guest_memory_.descriptor(),
          std::to_string(guest_memory_.size())) {
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    while (load(ring_.header.ready) == wire::starting) {
        if (const std::string end = process_.how_it_ended(); !end.empty()) {
            throw System_error(fmt::format("{} {} before it was ready", program_, end));
        }
        if (std::chrono::steady_clock::now() > deadline) {
            throw System_error(fmt::format("{} did not get ready within {} ms", program_, patience_.count()));
        }
        usleep(100);
    }
    if (const std::uint32_t ready = load(ring_.header.ready); ready != wire::ready) {
        throw System_error(fmt::format("{} refused the configuration (ready = {})", program_, ready));
    }
    streams_ = (load(ring_.header.features) & wire::streams) != 0;
}

Implementation_system::~Implementation_system() {
    store(ring_.header.shutdown, 1);
    futex_wake(ring_.submitted.value);
}

wire::Request& Implementation_system::next_request(std::uint32_t flags) {
    wire::Request& request = ring_.requests[written_ % wire::ring_slots];
    request.sequence = written_++;
    request.flags = flags;
    return request;
}

void Implementation_system::put_request(const Event& event, std::uint32_t flags) {
    wire::Request& request = next_request(flags);
    request.kind = static_cast<std::uint32_t>(event.kind);
    std::copy(event.arguments.begin(), event.arguments.end(), request.arguments);
}

Snapshot Implementation_system::take_response() {
    Snapshot snapshot = ring_.responses[read_ % wire::ring_slots];
    if (snapshot.sequence != read_) {
        throw System_error(fmt::format("{} answered out of sequence", program_));
    }
    snapshot.sequence = 0;
    ++read_;
    return snapshot;
}

void Implementation_system::submit() {
    store(ring_.submitted.value, written_);
    wake();
}

void Implementation_system::wake() {
    if (load(ring_.submitted.waiter) != 0) {
        futex_wake(ring_.submitted.value);
    }
}

void Implementation_system::wait_for(std::uint32_t count) {
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
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    store(ring_.completed.waiter, 1);
    while (!enough()) {
        futex_nap(ring_.completed.value, load(ring_.completed.value));
        if (enough()) {
            break;
        }
        if (const std::string end = process_.how_it_ended(); !end.empty()) {
            throw System_error(fmt::format("{} {}", program_, end));
        }
        if (std::chrono::steady_clock::now() > deadline) {
            throw System_error(fmt::format("{} did not answer within {} ms", program_, patience_.count()));
        }
    }
    store(ring_.completed.waiter, 0);
}

void Implementation_system::start(std::span<const Event> events) {
    events_ = events;
    started_ = std::min<std::size_t>(events.size(), wire::ring_slots);
    for (std::size_t i = 0; i < started_; ++i) {
        put_request(events[i], 0);
    }
    submit();
}

void Implementation_system::finish(std::span<Snapshot> snapshots) {
    for (std::size_t done = 0; done < events_.size();) {
        wait_for(read_ + 1);
        const std::uint32_t available = load(ring_.completed.value) - read_;
        if (available > written_ - read_) {
            throw System_error(fmt::format("{} answered more than it was asked", program_));
        }
        for (std::uint32_t i = 0; i < available; ++i) {
            snapshots[done++] = take_response();
        }
        const std::size_t more =
            std::min<std::size_t>(events_.size() - started_, wire::ring_slots - (written_ - read_));
        for (std::size_t i = 0; i < more; ++i) {
            put_request(events_[started_++], 0);
        }
        if (more > 0) {
            submit();
        }
    }
}

void Implementation_system::start_stream(const Stream& stream) {
    if (!streams_) {
        System::start_stream(stream);
        return;
    }
    const std::uint32_t slot = streams_put_++ % wire::stream_slots;
    stream_sizes_[slot] = stream.size();
    std::copy(stream.words().begin(), stream.words().end(), ring_.streams[slot].words);
    wire::Request& request = next_request(wire::stream | (stream.sums_tables() ? wire::sum_tables : 0U));
    request.kind = 0;
    request.arguments[0] = slot;
    request.arguments[1] = stream.size();
    store(ring_.submitted.value, written_);
    if (streams_put_ - streams_taken_ >= streams_worth_waking_for) {
        wake();
    }
}

void Implementation_system::finish_stream(Sums& sums) {
    if (!streams_) {
        System::finish_stream(sums);
        return;
    }
    wait_for(read_ + 1);
    const std::uint32_t slot = streams_taken_++ % wire::stream_slots;
    const std::uint32_t* digests = ring_.streams[slot].digests;
    for (std::uint32_t i = 0; i < stream_sizes_[slot]; ++i) {
        sums.events[i] = std::uint64_t{digests[2 * i + 1]} << 32 | digests[2 * i];
    }
    sums.last = take_response();
}

Tables Implementation_system::tables() {
    put_request(traces::make_event(model::Event_kind::observe), wire::dump_tables);
    submit();
    wait_for(read_ + 1);
    (void)take_response();
    Tables tables;
    for (std::size_t slot = 0; slot < tables.gates.size(); ++slot) {
        tables.gates[slot] = std::uint64_t{ring_.gates[2 * slot + 1]} << 32 | ring_.gates[2 * slot];
        tables.idt[slot] = std::uint64_t{ring_.idt[2 * slot + 1]} << 32 | ring_.idt[2 * slot];
    }
    return tables;
}

std::uint32_t Implementation_system::memory_word(std::uint32_t address) {
    std::uint32_t word = 0;
    if (std::uint64_t{address} + sizeof word <= guest_memory_.size()) {
        std::memcpy(&word, static_cast<const std::uint8_t*>(guest_memory_.data()) + address, sizeof word);
    }
    return word;
}

std::span<const std::uint8_t> Implementation_system::memory() {
    return {static_cast<const std::uint8_t*>(guest_memory_.data()), guest_memory_.size()};
}

std::string default_implementation() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (self.parent_path() / "trapspec-impl-linux").string();
}

} // namespace trapspec::diff
