// Where mutants are built: the sources with a fault are compiled, and linked with the other objects of the implementation.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "diff/mutants/fault.hpp"

namespace trapspec::diff::mutants {

enum class Built {
    program,       ///< it can be run
    same_code,     ///< the compiler makes the very same bytes of it as of the original
    does_not_build ///< so it is no fault
};

struct Build {
    Built result = Built::does_not_build;
    std::filesystem::path program;              ///< when there is one
    std::vector<std::filesystem::path> objects; ///< what was compiled: one, or all of the core for a header
    std::string sum;                            ///< of the objects' bytes: differs when they do, but for bad luck
    std::string complaint;                      ///< the compiler's, when it does not build
};

/// How code is compiled: one compiler, and options besides those of the build.
struct Compilation {
    std::string name; ///< for people: "g++ -Os"
    std::string compiler;
    std::vector<std::string> options;
};

class Workshop {
public:
    /// Called now and then while a compiler runs; may throw.
    using Watch = std::function<void()>;

    /// `build` is the folder that CMake built in, `work` an empty one. Throws System_error when the description of the
    /// build, the sources, the objects or the compiler are not there, or the original does not build.
    Workshop(const std::filesystem::path& build, std::filesystem::path work, Watch watch);

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    /// The original, built in the same way.
    [[nodiscard]] const std::filesystem::path& original() const { return original_; }
    [[nodiscard]] std::filesystem::path folder_of(const Fault& fault) const;

    /// Several may be under way at a time.
    [[nodiscard]] Build build(const Fault& fault) const;
    void remove(const Fault& fault) const;

    /// The name of a way to compile in which the fault leaves no trace in the code; empty for none.
    [[nodiscard]] std::string same_code_in(const Fault& fault) const;

private:
    void read_description(const std::filesystem::path& build);
    [[nodiscard]] std::vector<std::string> compiled_for(const Fault& fault) const;
    [[nodiscard]] std::string compile(const Compilation& how,
        const std::string& file,
        const std::filesystem::path& overlay,
        const std::filesystem::path& object) const;
    [[nodiscard]] std::string link(
        const std::vector<std::filesystem::path>& core, const std::filesystem::path& program) const;
    [[nodiscard]] std::string run(const std::vector<std::string>& command, const std::filesystem::path& folder) const;
    [[nodiscard]] std::filesystem::path original_object(const std::string& file) const;

    std::filesystem::path work_;
    Watch watch_;
    std::filesystem::path root_;
    std::filesystem::path original_;
    Compilation usual_;
    std::vector<std::string> core_; ///< "clock.cpp"
    std::vector<std::string> objects_;
    std::vector<std::string> link_options_;
};

/// The checkout that was built in a folder. Throws System_error when the folder does not tell.
[[nodiscard]] std::filesystem::path source_folder(const std::filesystem::path& build);

/// Whether two files hold the same bytes.
[[nodiscard]] bool same_bytes(const std::filesystem::path& a, const std::filesystem::path& b);

} // namespace trapspec::diff::mutants
