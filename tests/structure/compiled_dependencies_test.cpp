// No part of the repository includes what it must not know: as the compiler saw it.
#include <gtest/gtest.h>

#include "tests/structure/compiled_dependencies.hpp"
#include "tests/structure/layers.hpp"

namespace trapspec::test {
namespace {

using Violations = std::vector<std::string>;

TEST(Compiled_dependencies, Are_allowed) {
    const auto all = compilations();
    if (all.empty()) {
        GTEST_SKIP() << "this build tool keeps no record of dependencies";
    }
    Violations violations;
    bool saw_model = false;
    for (const Compilation& one : all) {
        const Layer* const layer = layer_of(one.source);
        if (layer == nullptr) {
            continue; // a file that CMake made, or one that is no source of ours
        }
        saw_model |= one.source == "model/step.cpp" && one.read.size() > 10;
        for (const Path& file : one.read) {
            if (!may_include(*layer, file)) {
                violations.push_back(one.source + " read " + file);
            }
        }
        if (one.saw_z3 && !may_see_z3(one.source)) {
            violations.push_back(one.source + " read Z3's headers");
        }
        if (one.saw_json && !may_see_json(one.source)) {
            violations.push_back(one.source + " read nlohmann's headers");
        }
    }
    EXPECT_EQ(violations, Violations{});
    EXPECT_TRUE(saw_model) << "the record is not read right";
}

} // namespace
} // namespace trapspec::test
