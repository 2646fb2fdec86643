// Questions that Z3 answered, put to other solvers as SMT-LIB text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proofs/prove.hpp"
#include "proofs/smtlib/flatten.hpp"

namespace trapspec::proofs {

/// Sums by solver.
void add(std::vector<Confirmation>& sums, const std::vector<Confirmation>& more);

class Second_opinion {
public:
    explicit Second_opinion(const Options& options);

    [[nodiscard]] bool is_wanted() const { return !confirmations_.empty(); }

    /// `script` is the question as text without (check-sat), `assertions` the same as terms.
    void ask(std::string_view query, const z3::expr_vector& assertions, const std::string& script, bool is_satisfiable);

    [[nodiscard]] const std::vector<Confirmation>& confirmations() const { return confirmations_; }
    /// What was not confirmed, in words: the first that was disputed, else the first without an answer.
    [[nodiscard]] const std::string& complaint() const { return disputed_.empty() ? undecided_ : disputed_; }
    [[nodiscard]] bool is_disputed() const { return !disputed_.empty(); }

private:
    const Options& options_;
    std::vector<Confirmation> confirmations_;
    std::string disputed_;
    std::string undecided_;
};

} // namespace trapspec::proofs
