// Questions to Z3 about terms of a session: deterministic (fixed seeds, order as given), each with a time limit.
#pragma once

#include <z3++.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/domain/symbolic_z3.hpp"
#include "proofs/inputs.hpp"
#include "proofs/second_opinion.hpp"

namespace trapspec::proofs {

enum class Answer : std::uint8_t { satisfiable, unsatisfiable, unknown };

/// One theorem's use of Z3.
class Solver {
public:
    /// `title` tells whose questions they are, in the names of the files that `options` may ask for.
    Solver(model::Session& session, const Options& options, std::string title);

    enum class Effort : std::uint8_t {
        full,
        little, ///< for a question that need not be answered
    };

    /// Can all of these be true at once?
    [[nodiscard]] Answer check(
        std::string_view query, std::span<const Bool<Symbolic>> conditions, Effort effort = Effort::full);

    /// A solver with the settings, for a sequence of related questions.
    [[nodiscard]] z3::solver incremental();

    [[nodiscard]] z3::expr expression(Bool<Symbolic> value) { return model::expression(*session_, value); }
    [[nodiscard]] z3::context& context() { return session_->implementation().context; }
    [[nodiscard]] std::size_t queries() const { return queries_; }
    void count_query() { ++queries_; }
    [[nodiscard]] const Second_opinion& second_opinion() const { return second_opinion_; }

private:
    [[nodiscard]] z3::solver configured(z3::solver solver, std::optional<unsigned> steps = {});
    [[nodiscard]] z3::solver core();
    [[nodiscard]] z3::check_result decide(const z3::expr_vector& terms, Effort effort);
    [[nodiscard]] static z3::check_result ask(z3::solver solver, const z3::expr_vector& terms);
    [[nodiscard]] static std::string script(const std::string& title, const z3::expr_vector& conditions, Answer answer);
    void dump(const std::string& title, const std::string& script) const;

    model::Session* session_;
    const Options& options_;
    std::string title_;
    Second_opinion second_opinion_;
    std::size_t queries_ = 0;
};

} // namespace trapspec::proofs
