// A process behind the ring in shared memory (diff/wire/README.md, "The ring").
#pragma once

#include <array>

#include "diff/systems/dut_system.hpp"

namespace trapspec::diff {

class Ring_dut final : public Dut_system {
public:
    explicit Ring_dut(const Dut_start& start);
    ~Ring_dut() override;

    void put(const wire::Request& request) override;
    void submit() override;
    [[nodiscard]] wire::Response take() override;
    [[nodiscard]] std::size_t window() const override { return wire::ring_slots; }
    void close() override;

    void start_stream(const Stream& stream) override;
    void finish_stream(Sums& sums) override;
    [[nodiscard]] std::size_t depth() const override { return streams_ ? wire::stream_slots : System::depth(); }
    [[nodiscard]] Tables tables() override;
    [[nodiscard]] std::uint32_t memory_word(std::uint32_t address) override;
    [[nodiscard]] std::span<const std::uint8_t> memory() override;

private:
    void wait_until_ready();
    void wake();
    void wait_for(std::uint32_t count);

    Shared_memory ring_memory_;
    Shared_memory guest_memory_;
    wire::Ring& ring_;
    std::uint32_t written_ = 0; ///< requests put so far
    std::uint32_t read_ = 0;    ///< responses taken so far
    int spins_ = 20'000;        ///< before the next sleep
    bool streams_ = false;      ///< it can do them
    std::uint32_t streams_put_ = 0;
    std::uint32_t streams_taken_ = 0;
    std::array<std::uint32_t, wire::stream_slots> stream_sizes_{};
};

} // namespace trapspec::diff
