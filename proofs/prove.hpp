// What the rest of the program sees of the proofs: the list of theorems, and a run over them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "proofs/witness.hpp"

namespace trapspec::proofs {

/// What became of a theorem, or of one of its obligations.
enum class Verdict : std::uint8_t {
    proved,      ///< no counterexample exists, and the hypotheses are satisfiable
    refuted,     ///< there is a counterexample
    unknown,     ///< the solver gave up or ran out of time: a failure, never a success
    vacuous,     ///< nothing satisfies the hypotheses, so the theorem says nothing: a failure
    toothless,   ///< still provable of a rule that does anything at all, so it says nothing of the rule: a failure
    broken,      ///< the engine contradicts itself (a witness that does not replay): a failure
    disputed,    ///< another solver answered a question otherwise: a failure
    unconfirmed, ///< decided, but another solver that was to confirm it had no answer: a failure
};

[[nodiscard]] std::string_view name(Verdict verdict);

/// A solver that was asked for is not there; says how to install it.
struct Missing_program final : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a theorem's author says of it for one version of the rules.
enum class Expected : std::uint8_t { holds, fails };

struct Version_status {
    std::string_view rules; ///< "linux-2.6.32"
    Expected expected;
};

struct Theorem_info {
    std::string_view name;     ///< "vetted-gate-selector"
    std::string_view sentence; ///< what it says, in English
    std::string_view rules;    ///< the ids of rules.md it is about, separated by spaces
    std::vector<Version_status> versions;
};

/// Every theorem, in the order in which results are given.
[[nodiscard]] std::vector<Theorem_info> theorems();

struct Options {
    std::vector<std::string> names;            ///< globs (`*`, `?`); none: all theorems
    std::vector<std::string> versions;         ///< names of rule versions; none: all
    std::chrono::milliseconds timeout{60'000}; ///< for each query
    unsigned threads = 2;
    std::vector<std::string> confirm_with; ///< of cvc5 and boolector: also ask them each question that Z3 answered
    std::function<bool()> stop;            ///< asked while one of those works: whether to give up
    std::filesystem::path smt2;            ///< a directory for every query as an SMT-LIB file; empty: none
    std::filesystem::path witnesses;       ///< a directory for the traces of refuted theorems; empty: none
    bool check_teeth = false;              ///< also show that each theorem can fail
};

/// What became of the questions that one other solver was asked.
struct Confirmation {
    std::string solver;
    std::size_t agreed = 0;
    std::size_t disagreed = 0;
    std::size_t timed_out = 0;
    std::size_t failed = 0;                   ///< it gave up, or said neither sat nor unsat
    std::map<std::string, std::size_t> lacks; ///< questions not put to it, by what it has not: "constant arrays"
    double seconds = 0;

    Confirmation& operator+=(const Confirmation& other);
};

struct Obligation_result {
    std::string name; ///< "step: load_idt_entry"
    Verdict verdict = Verdict::unknown;
    double seconds = 0;
};

struct Result {
    std::string_view theorem;
    std::string_view rules;
    Expected expected = Expected::holds;
    Verdict verdict = Verdict::unknown;
    double seconds = 0;
    std::size_t queries = 0;
    std::vector<Obligation_result> obligations; ///< up to the first that was refuted
    std::optional<Witness> witness;             ///< of a refuted theorem
    std::filesystem::path trace;                ///< where the witness was written; empty: nowhere
    std::vector<Confirmation> confirmations;    ///< as Options::confirm_with
    std::string complaint;                      ///< of a broken, vacuous or unknown one: what went wrong, in words

    [[nodiscard]] bool as_expected() const {
        return verdict == (expected == Expected::holds ? Verdict::proved : Verdict::refuted);
    }
};

struct Report {
    std::vector<Result> results; ///< by theorem in registry order, then by version
    double seconds = 0;

    /// The sum over the results, one for each other solver.
    [[nodiscard]] std::vector<Confirmation> confirmations() const;

    /// 0: all as expected; 1: a verdict other than the expected one, or solvers that disagree; 3: something undecided or broken.
    [[nodiscard]] int exit_status() const;
};

/// Called after each theorem, from any thread but never twice at a time: how many are done, of how many, and this one.
using Progress = std::function<void(std::size_t done, std::size_t total, const Result& result)>;

/// Decides what `options` selects. A name or version that selects nothing is a std::invalid_argument, a solver that is not
/// installed a Missing_program.
[[nodiscard]] Report prove(const Options& options, const Progress& progress = {});

} // namespace trapspec::proofs
