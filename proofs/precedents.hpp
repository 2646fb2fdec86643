// What was decided of an obligation for other versions of the rules. Versions agree in most of what they say; where they do,
// the question is the same term by term, and so is the answer.
#pragma once

#include <z3++.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proofs/prove.hpp"

namespace trapspec::proofs {

class Precedents {
public:
    struct Decision {
        Verdict verdict = Verdict::unknown;
        std::optional<Witness> witness; ///< of a refuted one
    };

    /// Theorem and obligation.
    using Name = std::pair<std::string, std::string>;

    /// What was decided of this very question. From any thread.
    [[nodiscard]] std::optional<Decision> find(const Name& name, const z3::expr_vector& question);
    void add(const Name& name, const z3::expr_vector& question, Decision decision);

private:
    struct Precedent {
        z3::expr_vector question;
        Decision decision;
    };

    std::mutex mutex_;
    z3::context context_; // in which equal terms are one
    std::multimap<Name, Precedent> decided_;
};

} // namespace trapspec::proofs
