// A witness for every arm of the rules: a few events after which it has fired. An arm without one is either dead or
// untested, and arms_test.cpp says so.
#pragma once

#include <span>

#include "tests/support/guest.hpp"

namespace trapspec::test {

struct Witness {
    Rule arm;
    void (*scenario)(Machine&); ///< given a legal Guest; the arm fires in the last event
};

/// For the arms that only `hardened` has.
inline void harden(Machine& m) {
    m.rules = model::rule_set_named("hardened").value();
}

[[nodiscard]] std::span<const Witness> memory_and_frame_witnesses();
[[nodiscard]] std::span<const Witness> interrupt_and_trap_witnesses();
[[nodiscard]] std::span<const Witness> table_and_run_witnesses();

} // namespace trapspec::test
