// A fault: one place of the implementation's core, and what stands there instead.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace trapspec::diff::mutants {

/// What kind of slip it is. `planted`: by hand, after a fault that trap code really has had.
enum class Slip { constant, relation, logic, condition, arithmetic, operand, order, lost, width, planted };

[[nodiscard]] std::string_view name_of(Slip slip);

struct Fault {
    std::string name; ///< unique: "idt.cpp:26:22:less-or-equal"; a planted one has a name of its own
    std::string file; ///< below the checkout: "impl/core/idt.cpp"
    unsigned line;    ///< from 1
    unsigned column;  ///< from 1
    Slip slip;
    std::size_t offset; ///< in the file, in bytes, of what is replaced
    std::string from;
    std::string to;
    std::string text;   ///< the line that it stands on, as it was
    std::string place;  ///< that line and the one before, with '@' where the fault begins
    std::string origin; ///< of a planted one: where code has had it
};

/// The file with the fault in it. `source` is the file without.
[[nodiscard]] std::string with_fault(std::string_view source, const Fault& fault);

/// A piece of source with every run of spaces and line ends as one space.
[[nodiscard]] std::string one_line(std::string_view text);

/// What the fault changes, in one line: "< -> <= in: const bool in_bounds = number < idt_entries;".
[[nodiscard]] std::string change_of(const Fault& fault);

/// Every fault of the core below `root`: made from its source, file by file, then the planted ones. Throws
/// traces::Input_error when a file cannot be read, or a planted fault does not fit it.
[[nodiscard]] std::vector<Fault> all_faults(const std::filesystem::path& root);

/// Those whose name or kind of slip fits one of the patterns ("idt.cpp:*", "planted"); all when there is none.
[[nodiscard]] std::vector<Fault> faults_named(std::vector<Fault> faults, const std::vector<std::string>& patterns);

} // namespace trapspec::diff::mutants
