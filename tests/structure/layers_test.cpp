// No part of the repository includes what it must not know: read from the sources.
#include <gtest/gtest.h>

#include "tests/structure/layers.hpp"

namespace trapspec::test {
namespace {

using Violations = std::vector<std::string>;

void note(Violations& violations, const Path& file, const char* does, const std::string& what) {
    std::string& violation = violations.emplace_back(file);
    violation.append(" ").append(does).append(" ").append(what);
}

TEST(Layers, Every_source_belongs_to_one) {
    for (const Path& file : sources()) {
        EXPECT_NE(layer_of(file), nullptr) << file;
    }
    EXPECT_GT(sources_in("model").size(), 20U);
    EXPECT_GT(sources_in("impl/core").size(), 10U);
}

TEST(Layers, Every_include_is_allowed) {
    Violations violations;
    for (const Path& file : sources()) {
        const Layer* const layer = layer_of(file);
        for (const Path& included : includes_of(file).files) {
            if (layer == nullptr || !may_include(*layer, included)) {
                note(violations, file, "includes", included);
            }
        }
    }
    EXPECT_EQ(violations, Violations{});
}

TEST(Layers, Every_include_in_quotes_is_found) {
    Violations violations;
    for (const Path& file : sources()) {
        for (const std::string& name : includes_of(file).unknown) {
            note(violations, file, "includes", name);
        }
    }
    EXPECT_EQ(violations, Violations{});
}

TEST(Layers, Includes_are_allowed_along_every_chain) {
    Violations violations;
    for (const Path& start : sources()) {
        std::set<Path> seen{start};
        std::vector<Path> open{start};
        while (!open.empty()) {
            const Path file = open.back();
            open.pop_back();
            for (const Path& next : includes_of(file).files) {
                if (seen.insert(next).second) {
                    open.push_back(next);
                }
            }
        }
        const Layer* const layer = layer_of(start);
        for (const Path& file : seen) {
            if (file != start && (layer == nullptr || !may_include(*layer, file))) {
                note(violations, start, "reaches", file);
            }
        }
    }
    EXPECT_EQ(violations, Violations{});
}

TEST(Layers, Z3_and_json_are_seen_only_where_they_belong) {
    Violations violations;
    for (const Path& file : sources()) {
        for (const std::string& name : includes_of(file).outside) {
            if ((name.starts_with("z3") && !may_see_z3(file)) ||
                (name.starts_with("nlohmann") && !may_see_json(file))) {
                note(violations, file, "includes", name);
            }
        }
    }
    EXPECT_EQ(violations, Violations{});
}

TEST(Layers, Core_of_the_implementation_includes_nothing_from_outside) {
    for (const Path& file : sources_in("impl/core")) {
        EXPECT_EQ(includes_of(file).outside, std::set<std::string>{}) << file;
    }
}

TEST(Layers, Headers_have_a_guard_and_files_stay_short) {
    for (const Path& file : sources()) {
        const auto lines = lines_of(file);
        EXPECT_LE(lines.size(), 400U) << file;
        const bool header = file.ends_with(".hpp") || file.ends_with(".h");
        const bool guarded = std::find(lines.begin(), lines.end(), "#pragma once") != lines.end();
        EXPECT_EQ(header, guarded) << file;
    }
}

TEST(Layers, Table_itself_tells_right_from_wrong) {
    EXPECT_FALSE(may_include(*layer_of("model/step.cpp"), "impl/core/abi.hpp"));
    EXPECT_FALSE(may_include(*layer_of("model/step.cpp"), "traces/trace.hpp"));
    EXPECT_FALSE(may_include(*layer_of("impl/core/run.cpp"), "impl/linux/ring.hpp"));
    EXPECT_FALSE(may_include(*layer_of("impl/linux/ring.cpp"), "diff/generate.hpp"));
    EXPECT_FALSE(may_include(*layer_of("diff/wire/wire.hpp"), "diff/wire/other.hpp"));
    EXPECT_FALSE(may_include(*layer_of("diff/x.cpp"), "impl/core/abi.hpp"));
    EXPECT_FALSE(may_include(*layer_of("proofs/x.cpp"), "diff/wire/wire.hpp"));
    EXPECT_FALSE(may_include(*layer_of("cli/x.cpp"), "impl/linux/ring.hpp"));
    EXPECT_FALSE(may_include(*layer_of("tests/model/x.cpp"), "impl/core/abi.hpp"));
    EXPECT_TRUE(may_include(*layer_of("tests/abi/x.cpp"), "impl/core/abi.hpp"));
    EXPECT_TRUE(may_include(*layer_of("diff/x.cpp"), "diff/wire/wire.hpp"));
    EXPECT_EQ(layer_of("modelling/x.cpp"), nullptr);
}

} // namespace
} // namespace trapspec::test
