// What a check is, and what it has to work with.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "diff/conform/conform.hpp"
#include "diff/systems/model.hpp"
#include "diff/systems/pipe_dut.hpp"

namespace trapspec::diff::conformance {

/// Thrown by a check: the implementation does not do what the section says.
class Not_conforming : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Thrown by a check that has nothing to hold the implementation to.
class Not_applicable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

inline void require(bool condition, const std::string& otherwise) {
    if (!condition) {
        throw Not_conforming(otherwise);
    }
}

/// The implementation under one configuration that it takes.
class Bench {
public:
    Bench(Dut dut, Configuration configuration, Kinds kinds)
        : dut_(std::move(dut)), configuration_(std::move(configuration)), kinds_(kinds) {}

    [[nodiscard]] const Dut& dut() const { return dut_; }
    [[nodiscard]] const Configuration& configuration() const { return configuration_; }
    [[nodiscard]] Kinds kinds() const { return kinds_; }

    [[nodiscard]] std::unique_ptr<Dut_system> start() const { return start_dut(dut_, configuration_); }
    /// One that has a Guest with all of its memory.
    [[nodiscard]] std::unique_ptr<Dut_system> start_with_guest() const;

    /// Throws Not_applicable.
    void need(model::Event_kind kind) const;
    void need(Dut_form form) const;

private:
    Dut dut_;
    Configuration configuration_;
    Kinds kinds_;
};

struct Check {
    std::string_view section;
    std::string what;
    std::function<void(const Bench&)> run;
};

/// The checks, in the order of the sections.
[[nodiscard]] std::vector<Check> handshake_checks();
[[nodiscard]] std::vector<Check> refusal_checks();
[[nodiscard]] std::vector<Check> request_checks();
[[nodiscard]] std::vector<Check> response_checks();
[[nodiscard]] std::vector<Check> transport_checks();

/// The start of a Guest that has all of the memory.
[[nodiscard]] Event whole_guest(const Bench& bench);
/// A request as it comes: kind, arguments, flags.
[[nodiscard]] wire::Request request_of(std::uint32_t kind, std::initializer_list<std::uint32_t> arguments = {});
[[nodiscard]] wire::Request request_of(const Event& event);

/// The response to one more request; its sequence must be the request's.
wire::Response ask(Dut_system& dut, const wire::Request& request);
/// The same, and its status must be that one.
wire::Response expect_status(Dut_system& dut, const wire::Request& request, wire::Status status);

/// Both do the events; whatever the two do not agree on is told, with the event.
void expect_like_model(Dut_system& dut, Model_system& model, const std::vector<Event>& events);
void expect_same_tables_and_memory(Dut_system& dut, Model_system& model);

/// Events of the kinds that the implementation does, an ordinary Guest first: `count` of them, always the same for a seed.
[[nodiscard]] std::vector<Event> some_events(const Bench& bench, std::uint64_t seed, std::size_t count);

} // namespace trapspec::diff::conformance
