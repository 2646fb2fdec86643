// The 32-bit implementation as a system: a process behind the ring of diff/wire.
#pragma once

#include <array>
#include <chrono>
#include <memory>

#include "diff/systems/process.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff {

class Implementation_system final : public System {
public:
    /// Starts the program. An answer that does not come within `patience` is a System_error.
    Implementation_system(const std::string& program,
        const Configuration& configuration,
        std::chrono::milliseconds patience = std::chrono::seconds(5));
    ~Implementation_system() override;

    [[nodiscard]] std::string_view name() const override { return "implementation"; }
    void start(std::span<const Event> events) override;
    void finish(std::span<Snapshot> snapshots) override;
    void start_stream(const Stream& stream) override;
    void finish_stream(Sums& sums) override;
    [[nodiscard]] std::size_t depth() const override { return streams_ ? wire::stream_slots : System::depth(); }
    [[nodiscard]] Tables tables() override;
    [[nodiscard]] std::uint32_t memory_word(std::uint32_t address) override;
    [[nodiscard]] std::span<const std::uint8_t> memory() override;

private:
    wire::Request& next_request(std::uint32_t flags);
    void put_request(const Event& event, std::uint32_t flags);
    [[nodiscard]] Snapshot take_response();
    void submit();
    void wake();
    void wait_for(std::uint32_t count);

    Shared_memory ring_memory_;
    Shared_memory guest_memory_;
    wire::Ring& ring_;
    std::chrono::milliseconds patience_;
    std::string program_;
    Process process_;
    std::uint32_t written_ = 0; ///< requests put so far
    std::uint32_t read_ = 0;    ///< responses taken so far
    int spins_ = 20'000;        ///< before the next sleep
    std::span<const Event> events_;
    std::size_t started_ = 0; ///< of events_
    bool streams_ = false;    ///< it can do them
    std::uint32_t streams_put_ = 0;
    std::uint32_t streams_taken_ = 0;
    std::array<std::uint32_t, wire::stream_slots> stream_sizes_{};
};

/// The implementation that was built beside this program.
[[nodiscard]] std::string default_implementation();

} // namespace trapspec::diff
