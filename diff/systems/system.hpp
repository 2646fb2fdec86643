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

/// A system that cannot go on: it does not start, answer, or live.
class System_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class System {
public:
    System() = default;
    System(const System&) = delete;
    System& operator=(const System&) = delete;
    virtual ~System() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Starts on the events; `finish` waits for them. Between the two, another system may run.
    virtual void start(std::span<const Event> events) = 0;
    virtual void finish(std::span<Snapshot> snapshots) = 0;

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
};

} // namespace trapspec::diff
