// What the compiler itself says it read, from the build folder.
#pragma once

#include <string>
#include <vector>

#include "tests/structure/source_tree.hpp"

namespace trapspec::test {

struct Compilation {
    Path source;            ///< of the repository
    std::vector<Path> read; ///< files of the repository that it read
    bool saw_z3 = false;
    bool saw_json = false;
};

/// Of every object that this build has made so far from the repository; empty when the build tool keeps no such record.
[[nodiscard]] std::vector<Compilation> compilations();

} // namespace trapspec::test
