// The CPU's own vectors: their names, and what raises each by itself. SDM vol. 3A, "Protected-Mode Exceptions and
// Interrupts"; the classes of single exceptions under "Exception and Interrupt Reference". Any vector can also be raised
// by INT n or from outside.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "model/arch/constants.hpp"

namespace trapspec::model::arch {

struct Exception_info {
    std::string_view mnemonic; ///< "#GP"; empty where the SDM has none
    std::string_view name;
    std::array<std::uint32_t, 3> sources{}; ///< source::*, the first `source_count`
    std::size_t source_count = 1;

    [[nodiscard]] constexpr std::span<const std::uint32_t> raised_by() const { return {sources.data(), source_count}; }
};

/// By vector. A reserved one is raised by nothing.
inline constexpr std::array exception_table{
    Exception_info{"#DE", "divide error", {source::fault}},
    Exception_info{"#DB", "debug exception", {source::trap, source::fault, source::icebp}, 3},
    Exception_info{"", "NMI", {source::nmi}},
    Exception_info{"#BP", "breakpoint", {source::int3}},
    Exception_info{"#OF", "overflow", {source::into}},
    Exception_info{"#BR", "BOUND range exceeded", {source::fault}},
    Exception_info{"#UD", "invalid opcode", {source::fault}},
    Exception_info{"#NM", "device not available", {source::fault}},
    Exception_info{"#DF", "double fault", {source::abort}},
    Exception_info{"", "coprocessor segment overrun", {source::fault}},
    Exception_info{"#TS", "invalid TSS", {source::fault}},
    Exception_info{"#NP", "segment not present", {source::fault}},
    Exception_info{"#SS", "stack-segment fault", {source::fault}},
    Exception_info{"#GP", "general protection", {source::fault}},
    Exception_info{"#PF", "page fault", {source::fault}},
    Exception_info{"", "reserved", {}, 0},
    Exception_info{"#MF", "x87 floating-point error", {source::fault}},
    Exception_info{"#AC", "alignment check", {source::fault}},
    Exception_info{"#MC", "machine check", {source::abort}},
    Exception_info{"#XM", "SIMD floating-point exception", {source::fault}},
};

/// Of a vector of 20 to 31 as of 15: reserved. From 32 up a vector is the system's own, and no exception.
constexpr const Exception_info* exception_of(std::uint32_t vector) {
    constexpr std::uint32_t reserved = 15, first_of_the_system = 32;
    if (vector >= first_of_the_system) {
        return nullptr;
    }
    return &exception_table[vector < exception_table.size() ? vector : reserved];
}

} // namespace trapspec::model::arch
