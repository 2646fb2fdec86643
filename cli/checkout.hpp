// The checkout that this program was built in.
#pragma once

#include <string>

namespace trapspec::cli {

/// The folder that CMake built in.
[[nodiscard]] std::string build_folder();

/// traces/corpus of the checkout; of the current folder when this program lies elsewhere.
[[nodiscard]] std::string default_corpus();

} // namespace trapspec::cli
