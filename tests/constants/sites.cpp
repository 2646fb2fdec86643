#include "tests/constants/sites.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

#include <fmt/format.h>

namespace trapspec::constants {

namespace {

using mutation::Change;
using mutation::Mutation;

#define WIDTHS(number)
#define SITE(file, line, column, text, kind, name, rule)
#define NAME(name, file, line)
#define FLAG(name)

constexpr std::array all_sites{
#undef SITE
#define SITE(file, line, column, text, kind, name, rule) Site{file, line, column, text, Site_kind::kind, name, rule},
#include <constants.inc>
#undef SITE
#define SITE(file, line, column, text, kind, name, rule)
};

constexpr std::array all_names{
#undef NAME
#define NAME(name, file, line) Named_constant{name, file, line},
#include <constants.inc>
#undef NAME
#define NAME(name, file, line)
};

constexpr std::array all_flags{
#undef FLAG
#define FLAG(name) Flag{#name, &model::Rule_set::name},
#include <constants.inc>
#undef FLAG
#define FLAG(name)
};

constexpr unsigned all_widths =
#undef WIDTHS
#define WIDTHS(number) number
#include <constants.inc>
    ;

std::string in_words(std::uint64_t value) {
    return value < 1024 ? fmt::format("{}", value) : fmt::format("{:#x}", value);
}

/// One more, one less, the highest bit that is set and three others flipped; for a count only the first two.
std::vector<Mutant> changed_words(Mutation mutation, std::uint64_t value, bool count) {
    std::vector<Mutant> mutants;
    std::set<std::uint64_t> results{value};
    const auto add = [&](Change change, unsigned bit, std::uint64_t result) {
        if (results.insert(result).second) {
            mutation.change = change;
            mutation.bit = bit;
            mutants.push_back({mutation, nullptr, "", fmt::format("{} -> {}", in_words(value), in_words(result))});
        }
    };
    add(Change::plus_one, 0, value + 1);
    if (value != 0) {
        add(Change::minus_one, 0, value - 1);
    }
    if (!count) {
        const auto highest = static_cast<unsigned>(value == 0 ? 0 : std::bit_width(value) - 1);
        for (const unsigned bit : {highest, 7U, 15U, 31U}) {
            add(Change::flip_bit, bit, value ^ (std::uint64_t{1} << bit));
        }
    }
    return mutants;
}

std::vector<Mutant> mutants_of(const Site& site, Mutation mutation, const Sighting& seen) {
    switch (site.kind) {
    case Site_kind::word:
    case Site_kind::count:
        return changed_words(mutation, seen.value, site.kind == Site_kind::count);
    case Site_kind::flag:
        mutation.change = Change::negate;
        return {{mutation, nullptr, "", "negated"}};
    case Site_kind::slice:
        break;
    }
    std::vector<Mutant> mutants;
    if (seen.slices_up) {
        mutation.change = Change::slice_up;
        mutants.push_back({mutation, nullptr, "", "one bit up"});
    }
    if (seen.slices_down) {
        mutation.change = Change::slice_down;
        mutants.push_back({mutation, nullptr, "", "one bit down"});
    }
    return mutants;
}

Constant use(unsigned number, std::span<const Sighting> sightings) {
    const Site& site = all_sites[number - 1];
    Mutation mutation;
    mutation.site = number;
    return {fmt::format("{}:{}:{}", site.file, site.line, site.column),
        std::string(site.text),
        std::string(site.rule),
        {number},
        mutants_of(site, mutation, sightings[number])};
}

/// All uses of a named constant at once.
Constant definition(unsigned number, std::span<const Sighting> sightings) {
    const Named_constant& named = all_names[number - 1];
    Constant constant{
        fmt::format("{}:{}", named.file, named.line), std::string(named.name), "definitions of names", {}, {}};
    bool count = false;
    std::uint64_t value = 0;
    for (unsigned site = 1; site <= all_sites.size(); ++site) {
        if (all_sites[site - 1].name == number) {
            constant.sites.push_back(site);
            count = count || all_sites[site - 1].kind == Site_kind::count;
            value = sightings[site].reached ? sightings[site].value : value;
        }
    }
    Mutation mutation;
    mutation.name = number;
    constant.mutants = changed_words(mutation, value, count);
    return constant;
}

Constant table_entry(const Flag& flag, const model::Rule_set& rules) {
    Constant constant{fmt::format("model/lguest/rule_set.hpp ({})", rules.name),
        std::string(flag.name),
        "table of versions",
        {},
        {{{}, &flag, rules.name, "negated"}}};
    for (unsigned site = 1; site <= all_sites.size(); ++site) {
        if (all_sites[site - 1].text == fmt::format("m.rules.{}", flag.name)) {
            constant.sites.push_back(site);
        }
    }
    return constant;
}

} // namespace

std::span<const Site> sites() {
    return all_sites;
}

std::span<const Named_constant> named_constants() {
    return all_names;
}

std::span<const Flag> flags() {
    return all_flags;
}

unsigned widths() {
    return all_widths;
}

std::vector<Constant> constants(std::span<const Sighting> sightings) {
    std::vector<Constant> all;
    for (unsigned site = 1; site <= all_sites.size(); ++site) {
        all.push_back(use(site, sightings));
    }
    for (unsigned name = 1; name <= all_names.size(); ++name) {
        all.push_back(definition(name, sightings));
    }
    for (const Flag& flag : all_flags) {
        for (const model::Rule_set& rules : model::rule_sets) {
            all.push_back(table_entry(flag, rules));
        }
    }
    return all;
}

} // namespace trapspec::constants
