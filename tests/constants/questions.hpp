// What the theorems ask, obligation by obligation and version by version, and which constants each asks about.
#pragma once

#include <cstdint>
#include <vector>

#include "proofs/attempt.hpp"
#include "tests/constants/sites.hpp"

namespace trapspec::constants {

/// One obligation for one version.
struct Question {
    const proofs::Theorem* theorem;
    const proofs::Obligation* obligation;
    const model::Rule_set* rules;
    bool holds;                   ///< expected; else the theorem fails for this version
    std::vector<bool> about;      ///< by number of a site
    unsigned breadth = 0;         ///< how many sites it is about
    std::uint64_t fingerprint{0}; ///< of its terms, with the constants as they are
};

class Questions {
public:
    /// Every question, with what it saw. Uses `threads` threads.
    explicit Questions(unsigned threads);

    /// The narrowest first: a question about few constants is quick, and likely the one that is meant to notice.
    [[nodiscard]] const std::vector<Question>& all() const { return questions_; }
    [[nodiscard]] const std::vector<Sighting>& sightings() const { return sightings_; }

private:
    void look_at(Question& question, std::vector<Sighting>& sightings);

    std::vector<proofs::Proof> proofs_;
    std::vector<Question> questions_;
    std::vector<Sighting> sightings_;
};

/// A number that differs, but for bad luck, when the question's terms do.
[[nodiscard]] std::uint64_t fingerprint(proofs::Attempt& attempt, const proofs::Attempt::Question& question);

} // namespace trapspec::constants
