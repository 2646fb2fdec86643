// Is a mutant of a rule the rule itself? Decided for every event kind and version, from any state.
#pragma once

#include <string>

#include "tests/constants/sites.hpp"

namespace trapspec::constants {

struct Equivalence {
    bool equal = false;
    std::string seen_by; ///< an event that tells the two apart, or that was not decided
};

[[nodiscard]] Equivalence compare(const Mutant& mutant);

/// The mutation is active in this thread while this lives.
class With_mutation {
public:
    explicit With_mutation(mutation::Mutation mutation) { mutation::active = mutation; }
    ~With_mutation() { mutation::active = {}; }
    With_mutation(const With_mutation&) = delete;
    With_mutation& operator=(const With_mutation&) = delete;
};

} // namespace trapspec::constants
