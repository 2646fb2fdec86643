// Questions to Z3 about terms of a session: deterministic (fixed seeds, order as given), each with a time limit.
#pragma once

#include <z3++.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/domain/symbolic_z3.hpp"
#include "proofs/inputs.hpp"

namespace trapspec::proofs {

enum class Answer : std::uint8_t { satisfiable, unsatisfiable, unknown };

/// One theorem's use of Z3.
class Solver {
public:
    /// `smt2`: a directory to leave every query in, or empty. `prefix` begins the files' names.
    Solver(model::Session& session, std::chrono::milliseconds timeout, std::filesystem::path smt2, std::string prefix);

    /// Can all of these be true at once?
    [[nodiscard]] Answer check(std::string_view query, std::span<const Bool<Symbolic>> conditions);

    /// A solver with the settings, for a sequence of related questions.
    [[nodiscard]] z3::solver incremental();

    [[nodiscard]] z3::expr expression(Bool<Symbolic> value) { return model::expression(*session_, value); }
    [[nodiscard]] z3::context& context() { return session_->implementation().context; }
    [[nodiscard]] std::size_t queries() const { return queries_; }
    void count_query() { ++queries_; }

private:
    [[nodiscard]] z3::solver configured(z3::solver solver, std::optional<unsigned> steps = {});
    [[nodiscard]] static z3::check_result ask(z3::solver solver, const z3::expr_vector& terms);
    void dump(std::string_view query, const z3::expr_vector& conditions, Answer answer);

    model::Session* session_;
    std::chrono::milliseconds timeout_;
    std::filesystem::path smt2_;
    std::string prefix_;
    std::size_t queries_ = 0;
};

} // namespace trapspec::proofs
