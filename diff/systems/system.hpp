// A system under test: something that takes events and tells its state after each. The model is one, the 32-bit
// implementation another. What a system says is a wire record whatever the system is (diff/wire/README.md), so two of
// them compare as bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "diff/systems/stream.hpp"
#include "diff/wire/wire.hpp"
#include "traces/trace.hpp"

namespace trapspec::diff {

using traces::Event;
using Snapshot = wire::Response;

/// What is fixed for a run: rule version, second system-call vector, stubs, and how much Guest memory exists.
struct Configuration {
    std::string rules{"linux-2.6.32"};
    std::uint32_t syscall_vector = 0x80;
    std::array<std::uint32_t, 256> handlers{};
    std::uint32_t memory_pages = 64;
};

/// The configuration that a trace's header asks for.
[[nodiscard]] Configuration configuration_of(const traces::Header& header);

/// Both tables as `b << 32 | a`.
struct Tables {
    std::array<std::uint64_t, 256> gates{};
    std::array<std::uint64_t, 256> idt{};
};

/// What a stream comes back as: a digest after each event (diff/wire/README.md, "Streams"), and the state after the last.
struct Sums {
    std::array<std::uint64_t, wire::stream_events> events{};
    Snapshot last{};
};

/// A system that cannot go on: it does not start, answer, or live.
class System_error : public std::runtime_error {
public:
    explicit System_error(const std::string& what, std::string complaints = {})
        : std::runtime_error(what), complaints_(std::move(complaints)) {}

    /// What the system itself had to say, the last of it; empty when it said nothing.
    [[nodiscard]] const std::string& complaints() const { return complaints_; }

private:
    std::string complaints_;
};

/// To add one, `start` and `finish` are enough; streams then go through them.
class System {
public:
    System() = default;
    System(const System&) = delete;
    System& operator=(const System&) = delete;
    virtual ~System();

    [[nodiscard]] virtual std::string_view name() const = 0;
    /// The kinds of event that it does; others it is not to be asked for.
    [[nodiscard]] virtual Kinds kinds() const { return all_kinds; }

    /// Starts on the events; `finish` waits for them. Between the two, another system may run.
    virtual void start(std::span<const Event> events) = 0;
    virtual void finish(std::span<Snapshot> snapshots) = 0;

    /// Starts on a stream, which must last until it is collected. Streams are collected in the order of their starts,
    /// and at most `depth` are under way.
    virtual void start_stream(const Stream& stream);
    virtual void finish_stream(Sums& sums);
    [[nodiscard]] virtual std::size_t depth() const { return 1; }

    [[nodiscard]] virtual Tables tables() = 0;
    [[nodiscard]] virtual std::uint32_t memory_word(std::uint32_t address) = 0;
    [[nodiscard]] virtual std::span<const std::uint8_t> memory() = 0; ///< all of it, from Guest-physical 0

    void run(std::span<const Event> events, std::span<Snapshot> snapshots) {
        start(events);
        finish(snapshots);
    }

    [[nodiscard]] Snapshot step(const Event& event) {
        Snapshot snapshot;
        run({&event, 1}, {&snapshot, 1});
        return snapshot;
    }

private:
    std::vector<Event> stream_events_;
    std::vector<Snapshot> stream_snapshots_;
    bool stream_sums_tables_ = false;
};

} // namespace trapspec::diff
