// A person's own SMT-LIB file over the exported rules: parsed, decided by one or more solvers, its stated status checked, its
// model decoded into words and, where it names a history, written as a trace.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace trapspec::proofs {

enum class Query_verdict : std::uint8_t { sat, unsat, unknown, skipped };

[[nodiscard]] std::string_view name(Query_verdict verdict);

struct Query_options {
    std::string rules;                      ///< version; the file's (set-info :rules ...) when empty
    std::vector<std::string> solvers{"z3"}; ///< of z3, cvc5, boolector
    std::chrono::milliseconds timeout{20'000};
    std::filesystem::path trace; ///< where to write the history of a sat query; empty: nowhere
    std::function<bool()> stop;  ///< asked while another program solves: whether to give up
};

struct Solver_answer {
    std::string solver;
    Query_verdict verdict = Query_verdict::unknown;
    std::string why; ///< of unknown and skipped
    double seconds = 0;
};

struct Query_result {
    std::string file;
    std::string rules;
    std::optional<Query_verdict> stated; ///< (set-info :status ...)
    std::vector<Solver_answer> answers;
    std::vector<std::string> model; ///< a line a constant, decoded
    std::filesystem::path trace;    ///< written
    std::string complaint;          ///< what is wrong: status, disagreement, missing solver, a trace that cannot be

    [[nodiscard]] bool solvers_disagree() const;
    [[nodiscard]] bool contradicts_status() const;
    /// 0 as stated and agreed; 1 another status, or solvers that disagree; 3 undecided.
    [[nodiscard]] int exit_status() const;
};

/// Throws traces::Input_error for a file that does not parse, with its place in the file.
[[nodiscard]] Query_result query(const std::filesystem::path& file, const Query_options& options);

/// The prelude of a version: for boolector, which has no definitions, as equations between constants.
[[nodiscard]] std::string prelude_text(const std::string& rules, const std::string& solver);
/// Its functions as a table for people.
[[nodiscard]] std::string prelude_reference(const std::string& rules);

} // namespace trapspec::proofs
