#include "diff/systems/dut_system.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/lguest/rule_set.hpp"

namespace trapspec::diff {

namespace {

using Clock = std::chrono::steady_clock;
using Kind = model::Event_kind;

/// A wait that is longer than this is one that the watch is told of.
constexpr auto long_wait = std::chrono::milliseconds(200);

/// How long a process that stopped talking may take to end, so that its end can be told instead.
constexpr auto last_moments = std::chrono::milliseconds(200);

std::uint32_t rules_number(const std::string& name) {
    for (std::uint32_t i = 0; i < model::rule_sets.size(); ++i) {
        if (model::rule_sets[i].name == name) {
            return i;
        }
    }
    throw System_error("there is no rule version \"" + name + "\"");
}

std::string what_refusal_means(std::uint32_t ready) {
    switch (ready) {
    case wire::bad_magic:
        return "bad_magic";
    case wire::bad_version:
        return fmt::format("bad_version; this is version {} of the protocol", wire::version);
    case wire::bad_configuration:
        return "bad_configuration";
    default:
        return "no value that the protocol has";
    }
}

} // namespace

Handshake::Handshake(const Configuration& configuration)
    : rules(rules_number(configuration.rules)), syscall_vector(configuration.syscall_vector),
      memory_pages(configuration.memory_pages), handlers(configuration.handlers) {}

Dut_system::Dut_system(const Dut_start& start)
    : patience_(start.patience_at_start), patience_for_answers_(start.patience), watch_(start.watch),
      program_(start.command.front()) {}

void Dut_system::spawn(const Dut_start& start, const Wiring& wiring, const std::string& argument) {
    std::vector<std::string> command = start.command;
    if (!argument.empty()) {
        command.push_back(argument);
    }
    process_.emplace(command, wiring);
}

void Dut_system::start(std::span<const Event> events) {
    events_ = events;
    started_ = 0;
    put_more_events();
}

void Dut_system::put_more_events() {
    const std::size_t waiting = asked_ - answered_;
    const std::size_t more = std::min(events_.size() - started_, window() - waiting);
    for (std::size_t i = 0; i < more; ++i) {
        const Event& event = events_[started_++];
        wire::Request request{};
        request.sequence = next_number();
        request.kind = static_cast<std::uint32_t>(event.kind);
        std::copy(event.arguments.begin(), event.arguments.end(), request.arguments);
        put(request);
    }
    if (more > 0) {
        submit();
    }
}

void Dut_system::finish(std::span<Snapshot> snapshots) {
    for (std::size_t done = 0; done < events_.size(); ++done) {
        snapshots[done] = take_numbered();
        if (asked_ - answered_ <= window() / 2) {
            put_more_events();
        }
    }
}

Snapshot Dut_system::take_numbered() {
    Snapshot snapshot = take();
    if (snapshot.sequence != answered_) {
        fail(fmt::format("answered out of sequence: {} instead of {}", snapshot.sequence, answered_));
    }
    ++answered_;
    snapshot.sequence = 0;
    return snapshot;
}

Snapshot Dut_system::ask(std::uint32_t flags, std::uint32_t first_argument, std::uint32_t second_argument) {
    wire::Request request{};
    request.sequence = next_number();
    request.kind = static_cast<std::uint32_t>(Kind::observe);
    request.flags = flags;
    request.arguments[0] = first_argument;
    request.arguments[1] = second_argument;
    put(request);
    submit();
    return take_numbered();
}

wire::Response Dut_system::exchange(const wire::Request& request) {
    put(request);
    submit();
    return take();
}

void Dut_system::fail(const std::string& what) {
    const std::string end = process_->end_within(last_moments);
    throw System_error(fmt::format("{} {}", program_, end.empty() ? what : end), process_->complaints());
}

void Dut_system::refuse(std::uint32_t ready) {
    throw Refused(
        fmt::format("{} refused the configuration (ready = {}: {})", program_, ready, what_refusal_means(ready)),
        ready,
        process_->end_within(last_moments));
}

void Dut_system::wait_longer(Clock::time_point since, const char* for_what) {
    (void)process_->complaints();
    if (const std::string end = process_->how_it_ended(); !end.empty()) {
        throw System_error(fmt::format("{} {}", program_, end), process_->complaints());
    }
    const auto waited = Clock::now() - since;
    if (waited > patience_) {
        throw System_error(
            fmt::format("{} did not {} within {} ms", program_, for_what, patience_.count()), process_->complaints());
    }
    if (watch_ && waited > long_wait) {
        watch_();
    }
}

void Dut_system::become_ready(Kinds kinds) {
    if ((kinds & ~all_kinds) != 0) {
        fail(fmt::format("says that it does kinds of event that there are not ({:#x})", kinds & ~all_kinds));
    }
    if (!does(kinds, Kind::start_guest) || !does(kinds, Kind::observe)) {
        fail("does not do start_guest and observe, which everyone must");
    }
    if (does(kinds, Kind::init_interrupts) && !does(kinds, Kind::free_interrupts)) {
        fail("does init_interrupts but not free_interrupts, so that no Guest could start afresh");
    }
    kinds_ = kinds;
    patience_ = patience_for_answers_;
}

} // namespace trapspec::diff
