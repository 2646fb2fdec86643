// Faults that nothing can find, and why: what a compiler does not see by itself.
#pragma once

#include <span>
#include <string_view>

#include "diff/mutants/fault.hpp"

namespace trapspec::diff::mutants {

struct Argument {
    std::string_view file;  ///< in impl/core
    std::string_view place; ///< part of Fault::place
    std::string_view to;    ///< begins what the fault puts there
    bool beyond;            ///< the fault is one, but nothing that this Host is asked to do can show it
    std::string_view reason;
};

[[nodiscard]] std::span<const Argument> arguments();

/// The one about this fault; nullptr for none.
[[nodiscard]] const Argument* argument_about(const Fault& fault);

} // namespace trapspec::diff::mutants
