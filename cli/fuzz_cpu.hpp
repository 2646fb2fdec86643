// `trapspec fuzz --against cpu`: what CPUs do with an event, held against the architecture's rules.
#pragma once

#include <cstdint>
#include <string>

#include "cli/commands.hpp"

namespace trapspec::cli {

struct Cpu_arguments {
    std::string on = "qemu"; ///< qemu, bochs, native, all
    std::string images;
    std::string question; ///< a file: this one only
    std::uint64_t cases = 100'000;
    double seconds = 0;
    std::uint64_t seed = 1;
    std::uint32_t most_divergences = 1;
    std::string save;
    bool coverage = false;
};

void fuzz_cpus(const Cpu_arguments& arguments, Global& global);

} // namespace trapspec::cli
