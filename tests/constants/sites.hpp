// The constants of the rules, as rewrite.cpp found them, and what each may be changed to.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/lguest/rule_set.hpp"
#include "tests/constants/mutation.hpp"

namespace trapspec::constants {

enum class Site_kind : std::uint8_t { word, count, flag, slice };

/// One use of a constant. Its number is its place in `sites()`, from 1.
struct Site {
    std::string_view file;
    unsigned line;
    unsigned column;
    std::string_view text;
    Site_kind kind;
    unsigned name; ///< of a named constant, from 1; 0 for a literal
    std::string_view rule;
};

struct Named_constant {
    std::string_view name;
    std::string_view file;
    unsigned line;
};

struct Flag {
    std::string_view name;
    bool model::Rule_set::*member;
};

[[nodiscard]] std::span<const Site> sites();
[[nodiscard]] std::span<const Named_constant> named_constants();
[[nodiscard]] std::span<const Flag> flags();
[[nodiscard]] unsigned widths(); ///< numbers in template arguments: types, which the compiler checks

/// What the theorems saw of a site.
struct Sighting {
    bool reached = false;
    std::uint64_t value = 0;
    bool slices_up = false;
    bool slices_down = false;
};

struct Mutant {
    mutation::Mutation mutation{};
    const Flag* flag = nullptr; ///< in the table of versions, instead of a mutation
    std::string_view version;
    std::string change; ///< "256 -> 257"
};

/// What is changed as one: a use, a definition, or an entry of the table of versions.
struct Constant {
    std::string where; ///< "model/lguest/gate.hpp:33:12"
    std::string text;
    std::string group;           ///< a rule, or what kind of definition
    std::vector<unsigned> sites; ///< where it is used
    std::vector<Mutant> mutants;
};

[[nodiscard]] std::vector<Constant> constants(std::span<const Sighting> sightings);

} // namespace trapspec::constants
