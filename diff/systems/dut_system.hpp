// A system that is a process of its own, behind one of the two forms of diff/wire: requests go there, responses come back in
// their order.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "diff/systems/process.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// It does not take the configuration.
class Refused : public System_error {
public:
    Refused(const std::string& what, std::uint32_t ready, std::string end)
        : System_error(what), ready_(ready), end_(std::move(end)) {}

    [[nodiscard]] std::uint32_t ready() const { return ready_; }  ///< wire::Ready, or a value that is none of them
    [[nodiscard]] const std::string& end() const { return end_; } ///< how the process then ended; empty: it did not

private:
    std::uint32_t ready_;
    std::string end_;
};

/// The words that are said before the first request. Those of a configuration, unless a test wants others.
struct Handshake {
    explicit Handshake(const Configuration& configuration);

    std::uint32_t magic = wire::magic;
    std::uint32_t version = wire::version;
    std::uint32_t rules;
    std::uint32_t syscall_vector;
    std::uint32_t memory_pages; ///< of 4096 bytes
    std::array<std::uint32_t, wire::table_entries> handlers;
};

/// How a process is started, and how long to wait for it.
struct Dut_start {
    std::vector<std::string> command;
    Handshake handshake;
    std::chrono::milliseconds patience_at_start; ///< what takes longer is a System_error
    std::chrono::milliseconds patience;          ///< for each answer
    std::function<void()> watch{};               ///< called now and then in a long wait; what it throws ends that
};

class Dut_system : public System {
public:
    [[nodiscard]] std::string_view name() const override { return "implementation"; }
    [[nodiscard]] Kinds kinds() const override { return kinds_; }
    void start(std::span<const Event> events) override;
    void finish(std::span<Snapshot> snapshots) override;

    /// Requests and responses as they are, for who wants to say something else than events. `put` before `submit` before
    /// `take`; at most `window` requests may wait for their response.
    virtual void put(const wire::Request& request) = 0;
    virtual void submit() = 0;
    [[nodiscard]] virtual wire::Response take() = 0;
    [[nodiscard]] virtual std::size_t window() const = 0;
    /// Tells it that nothing more will come; a conforming one then ends with status 0.
    virtual void close() = 0;

    [[nodiscard]] wire::Response exchange(const wire::Request& request);
    [[nodiscard]] Process& process() { return *process_; }

protected:
    explicit Dut_system(const Dut_start& start);

    /// `argument`, when not empty, comes after those of the command.
    void spawn(const Dut_start& start, const Wiring& wiring, const std::string& argument = {});

    /// The next response, held against the number that is due.
    [[nodiscard]] Snapshot take_numbered();
    /// The response to an event that does nothing, and has the process show something besides.
    Snapshot ask(std::uint32_t flags, std::uint32_t first_argument = 0, std::uint32_t second_argument = 0);
    [[nodiscard]] std::uint32_t next_number() { return asked_++; }

    [[noreturn]] void fail(const std::string& what);
    [[noreturn]] void refuse(std::uint32_t ready);
    /// For a loop that waits since `since`: throws when the process has ended, or its time is over.
    void wait_longer(std::chrono::steady_clock::time_point since, const char* for_what);
    /// The handshake is over.
    void become_ready(Kinds kinds);

private:
    void put_more_events();

    std::chrono::milliseconds patience_;
    const std::chrono::milliseconds patience_for_answers_;
    const std::function<void()> watch_;
    const std::string program_;
    std::optional<Process> process_;
    Kinds kinds_ = 0;
    std::uint32_t asked_ = 0;    ///< numbered requests so far
    std::uint32_t answered_ = 0; ///< numbered responses so far
    std::span<const Event> events_;
    std::size_t started_ = 0; ///< of events_
};

} // namespace trapspec::diff
