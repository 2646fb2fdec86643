// A rule's source with a call around each of its constants (mutation.hpp), and the list of them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "diff/mutants/tokens.hpp"

namespace trapspec::constants {

using diff::mutants::Token;
using diff::mutants::Token_kind;
using diff::mutants::tokens_of;

/// How a constant can be changed.
enum class Site_kind { word, count, flag, slice };

/// `inline constexpr TYPE name = ...;`
struct Named_constant {
    std::string scope; ///< the namespace that a use has to name; "" for the rules' own
    std::string name;
    std::string file;
    unsigned line;
    bool counts; ///< an `unsigned` is a number of turns, not a word of the machine
};

struct Found_site {
    std::string file;
    unsigned line;
    unsigned column;
    std::string text;
    Site_kind kind;
    unsigned name; ///< index in the named constants + 1; 0 for a literal
    std::string rule;
};

struct Findings {
    std::vector<Named_constant> names;
    std::vector<Found_site> sites;
    unsigned widths = 0; ///< numbers that are template arguments: types, which the compiler checks
};

/// Named constants of one file.
void collect_names(std::string_view source, const std::string& file, Findings& findings);

/// The rewritten source; its sites are added to the findings.
[[nodiscard]] std::string rewrite(std::string_view source, const std::string& file, Findings& findings);

} // namespace trapspec::constants
