// A fault of the architecture's rules is compiled into the concrete rules alone, linked with the tests of model/arch, and these are run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "diff/mutants/fault.hpp"

namespace trapspec::arch_mutants {

enum class Fate {
    killed,         ///< a test fails
    does_not_build, ///< the compiler has found it
    same_code,      ///< the optimiser makes the same bytes of it, so it is no fault
    survived
};

struct Outcome {
    Fate fate = Fate::survived;
    std::string by; ///< the first test that fails
};

class Trials {
public:
    /// `objects`: the tests, compiled without inlining, and what else they are linked with. Throws System_error when the rules
    /// as they are do not build or do not pass.
    Trials(
        std::filesystem::path root, std::filesystem::path work, std::string compiler, std::vector<std::string> objects);

    /// Thread-safe.
    [[nodiscard]] Outcome of(const diff::mutants::Fault& fault) const;

private:
    /// Empty, or what was complained of. The headers that `overlay` has are taken from there.
    [[nodiscard]] std::string compile(
        const std::filesystem::path& overlay, const std::filesystem::path& object, bool optimised) const;
    [[nodiscard]] std::string link(const std::filesystem::path& object, const std::filesystem::path& program) const;

    std::filesystem::path root_;
    std::filesystem::path work_;
    std::string compiler_;
    std::vector<std::string> objects_;
};

} // namespace trapspec::arch_mutants
