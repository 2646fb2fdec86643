// Each fault built and set against the engines: which finds it, how soon, and in how short a trace.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/mutants/fault.hpp"
#include "traces/trace.hpp"

namespace trapspec::diff::mutants {

/// What an engine made of a fault.
struct Kill {
    double seconds = 0;         ///< until it was found; shrinking comes after that
    std::uint64_t events = 0;   ///< in the shrunk trace; 0 when nothing is shrunk
    std::string by;             ///< "R-SET-3 gates", or the trace and the event
    std::filesystem::path file; ///< the shrunk trace, if the work folder is kept
};

enum class Verdict {
    killed,     ///< by one engine at least
    survived,   ///< by none, and nothing shows that it is no fault
    same_code,  ///< the compiler makes the same code of it: no fault
    same_as,    ///< the compiler makes the same code of it as of another: counted there
    equivalent, ///< some other compiler, or way to compile, makes the same code of it and of the original: no fault
    argued,     ///< shown to be no fault by an argument (arguments.cpp)
    beyond,     ///< nothing that this Host is asked to do can show it (arguments.cpp)
    not_built   ///< it does not compile: no fault
};

[[nodiscard]] std::string_view name_of(Verdict verdict);

struct Trial {
    Fault fault;
    Verdict verdict = Verdict::survived;
    std::string why;          ///< of the verdict: the other fault, the proof, the compiler's complaint
    std::optional<Kill> fuzz; ///< nothing: it was not found
    std::optional<Kill> replay;
};

struct Trial_options {
    std::filesystem::path build;  ///< the folder that CMake built in
    std::filesystem::path corpus; ///< of traces
    std::filesystem::path work;   ///< an empty folder, or one to be made
    bool keep = false;            ///< programs and traces stay there
    bool fuzz = true;
    bool replay = true;
    double seconds = 10; ///< that fuzz looks for one fault
    std::uint64_t seed = 1;
    unsigned threads = 2;
    std::function<void(const std::string& what)> progress; ///< never twice at a time; may throw
    std::function<bool()> stopped;                         ///< asked from any thread
};

/// The trials, in the order of the faults. Throws System_error when what is needed is not there, and
/// `Original_differs` when the implementation differs from the model without any fault.
[[nodiscard]] std::vector<Trial> try_faults(const std::vector<Fault>& faults, const Trial_options& options);

struct Original_differs : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// It was stopped from outside.
struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("stopped") {}
};

} // namespace trapspec::diff::mutants
