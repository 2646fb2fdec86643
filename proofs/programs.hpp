// Solvers that run as programs on SMT-LIB text: z3, cvc5 and boolector.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace trapspec::proofs {

enum class Program_verdict : std::uint8_t {
    sat,
    unsat,
    timed_out, ///< no answer in the time it was given
    failed,    ///< it said something else, or nothing
};

struct Program_answer {
    Program_verdict verdict = Program_verdict::failed;
    std::string said; ///< its first line
    double seconds = 0;
};

/// Whether a program of this name can be run.
[[nodiscard]] bool is_installed(const std::string& program);

/// What to tell a person who lacks it; the Debian packages are called like the programs.
[[nodiscard]] std::string how_to_install(const std::string& program);

/// Gives it `text` followed by (check-sat). `timeout` is of the program's own processor time, so that the answer does not depend
/// on what else the machine does; ten times that on the clock is the end in any case. The program runs in a process group
/// of its own, which is killed when the time is over, when `stop` says so (asked ten times a second), and when this process dies.
[[nodiscard]] Program_answer ask_program(const std::string& program,
    const std::string& text,
    std::chrono::milliseconds timeout,
    const std::function<bool()>& stop = {});

} // namespace trapspec::proofs
