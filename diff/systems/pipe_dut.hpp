// A process that reads requests from its standard input and writes responses to its standard output (diff/wire/README.md,
// "The pipe form").
#pragma once

#include <cstddef>
#include <vector>

#include "diff/systems/dut_system.hpp"

namespace trapspec::diff {

class Pipe_dut final : public Dut_system {
public:
    explicit Pipe_dut(const Dut_start& start);

    void put(const wire::Request& request) override;
    void submit() override;
    [[nodiscard]] wire::Response take() override;
    [[nodiscard]] std::size_t window() const override;
    void close() override;

    [[nodiscard]] Tables tables() override;
    [[nodiscard]] std::uint32_t memory_word(std::uint32_t address) override;
    [[nodiscard]] std::span<const std::uint8_t> memory() override;

    /// For who wants to say something else than records. Nothing else may wait to be sent.
    void send(std::span<const std::byte> bytes);
    /// Exactly so many.
    void receive(std::span<std::byte> bytes);
    /// Whether it has said anything that was not asked for; waits so long for it.
    [[nodiscard]] bool says_more(std::chrono::milliseconds limit);

private:
    void shake_hands(const Handshake& handshake);
    void send_what_fits();
    /// Waits until there is something to read, or to write if anything is left.
    void wait(std::chrono::steady_clock::time_point since, const char* for_what);
    /// Whatever is there, at most so many.
    [[nodiscard]] std::size_t read_some(std::span<std::byte> bytes);
    [[nodiscard]] bool copy_memory(std::uint32_t address, std::span<std::uint8_t> bytes);

    Descriptor input_end_;  ///< of the process
    Descriptor output_end_; ///< of the process
    std::vector<std::byte> unsent_;
    std::size_t sent_ = 0; ///< of unsent_
    std::vector<std::byte> unread_;
    std::size_t read_ = 0; ///< of unread_
    std::uint32_t memory_bytes_;
    std::vector<std::uint8_t> memory_;
};

} // namespace trapspec::diff
