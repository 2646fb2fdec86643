// Which part of the repository may know which. The implementation and the model know nothing of each other.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "tests/structure/source_tree.hpp"

namespace trapspec::test {

struct Layer {
    std::string_view folder;
    std::vector<std::string_view> may_include;
};

/// The first that fits a file is its layer.
inline const std::vector<Layer>& layers() {
    static const std::vector<Layer> table{
        {"model", {"model"}},
        {"impl/core", {"impl/core"}},
        {"impl/common", {"impl/core", "impl/common"}},
        {"impl/linux", {"impl/core", "impl/common", "impl/linux", "diff/wire"}},
        {"impl/metal", {"impl/core", "impl/common", "impl/metal", "diff/wire"}},
        {"diff/wire", {}},
        {"traces", {"traces", "model"}},
        {"diff", {"diff", "traces", "model"}},
        {"proofs", {"proofs", "traces", "model"}},
        {"cli", {"cli", "bench", "diff", "proofs", "traces", "model"}},
        {"bench", {"bench", "diff", "proofs", "traces", "model"}},
        {"tests/abi", {"tests/abi", "tests/support", "impl", "diff/wire", "model"}},
        {"tests", {"tests", "bench", "cli", "diff", "proofs", "traces", "model"}},
    };
    return table;
}

inline const Layer* layer_of(std::string_view file) {
    const auto found =
        std::find_if(layers().begin(), layers().end(), [=](const Layer& layer) { return is_in(file, layer.folder); });
    return found == layers().end() ? nullptr : &*found;
}

inline bool may_include(const Layer& layer, std::string_view file) {
    return std::any_of(layer.may_include.begin(), layer.may_include.end(), [=](std::string_view folder) {
        return is_in(file, folder);
    });
}

/// Only these may see Z3; everything else has terms.
inline bool may_see_z3(std::string_view file) {
    return file == "model/domain/symbolic.cpp" || file == "model/domain/symbolic_z3.hpp" || is_in(file, "proofs") ||
           is_in(file, "tests");
}

/// JSON belongs to traces and what stands on them.
inline bool may_see_json(std::string_view file) {
    return !is_in(file, "model") && !is_in(file, "impl");
}

} // namespace trapspec::test
