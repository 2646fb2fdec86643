// Reading a query file: what it says of itself, and its assertions as Z3 terms.
#pragma once

#include <z3++.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "proofs/query.hpp"
#include "proofs/smtlib/exporter.hpp"

namespace trapspec::proofs {

struct Query_text {
    std::string file;
    std::string body;                    ///< as written
    std::optional<Query_verdict> stated; ///< (set-info :status sat|unsat)
    std::string rules;                   ///< (set-info :rules "...")
    std::vector<std::string> constants;  ///< that it declares, in order
    std::vector<std::string> history;    ///< (set-info :history "s0 e1 e2"): a State, then Events
};

/// Reads the file; `rules` overrides the version that it names.
[[nodiscard]] Query_text read_query(const std::filesystem::path& file, const std::string& rules);

struct Query_terms {
    z3::expr_vector assertions; ///< what the person asserts, the rules' functions expanded
    z3::expr_vector
        definitions; ///< what names mean that only a model is asked for: events of a known kind, the history
};

/// Each name in the history is bound to a constant history!i. Throws Input_error with the place in the file.
[[nodiscard]] Query_terms parse_query(smtlib::Exporter& rules, const Query_text& text);

} // namespace trapspec::proofs
