// A legal processor to start a test from: a flat code and data segment for each ring, a 32-bit TSS, every vector's gate
// open and leading to ring 1, paging over 64 pages of memory.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "model/arch/arch.hpp"
#include "model/arch/arm_table.hpp"

namespace trapspec::test {

using Processor = model::arch::Processor<model::Concrete>;
using Cpu_event = model::arch::Event<model::Concrete>;
using Way = model::arch::Rule;
namespace source = model::arch::source;
namespace flag = model::arch::eflags;

template <unsigned Width>
constexpr model::Bits<model::Concrete, Width> bits(std::uint64_t value) {
    return model::Bits<model::Concrete, Width>::of(value);
}

/// Where the legal processor has its things. Linear 0xC0000000 + x is physical x.
namespace at {
inline constexpr std::uint32_t pages = 64, linear = 0xC0000000, directory = 0x1000, page_table = 0x2000,
                               handler = 0xC0012340, stack = 0xC0008F00, old_stack = 0xC000A000, eip = 0xC0010123;
}

constexpr std::uint32_t code_of(std::uint32_t ring) {
    return 0x08 + 0x10 * ring + ring;
}
constexpr std::uint32_t data_of(std::uint32_t ring) {
    return 0x10 + 0x10 * ring + ring;
}
inline constexpr std::uint32_t conforming_code = 0x48, system_segment = 0x50, spare = 0x58, gdt_end = 0x5F;

/// A descriptor; `access` is the byte with P, DPL, S and type, `flags` G, D/B.
constexpr std::uint64_t descriptor(
    std::uint32_t base, std::uint32_t limit, std::uint32_t access, std::uint32_t flags = 0xC) {
    return std::uint64_t{limit & 0xFFFF} | std::uint64_t{base & 0xFFFFFF} << 16 | std::uint64_t{access} << 40 |
           std::uint64_t{limit >> 16 & 0xF} << 48 | std::uint64_t{flags} << 52 | std::uint64_t{base >> 24} << 56;
}

/// In this ring, at at::eip on at::old_stack, flags 0x202.
[[nodiscard]] Processor processor_in(std::uint32_t ring);
/// In virtual-8086 mode with this IOPL.
[[nodiscard]] Processor processor_in_virtual_8086(std::uint32_t iopl);

void set_gate(Processor& m, std::uint32_t vector, std::uint32_t type, std::uint32_t selector, std::uint32_t dpl = 3);
void change_gate(Processor& m, std::uint32_t vector, std::uint64_t clear, std::uint64_t set);
void set_descriptor(Processor& m, std::uint32_t selector, std::uint64_t value);
void change_descriptor(Processor& m, std::uint32_t selector, std::uint64_t clear, std::uint64_t set);
/// Loads cs or ss, descriptor and all.
void load_cs(Processor& m, std::uint32_t selector);
void load_ss(Processor& m, std::uint32_t selector);
/// The page table's entry for one of the 64 pages.
void map_page(Processor& m, std::uint32_t page, std::uint32_t entry);

[[nodiscard]] Cpu_event event_from(std::uint32_t from, std::uint32_t vector, std::uint32_t error_code = 0);

/// `linear` is one of at::linear's pages, or below them with paging off.
[[nodiscard]] std::uint32_t word_on_stack(const Processor& m, std::uint32_t linear, unsigned bytes = 4);
void put_on_stack(Processor& m, std::uint32_t linear, std::initializer_list<std::uint32_t> words, unsigned bytes = 4);

/// The words from the stack pointer upwards.
[[nodiscard]] std::vector<std::uint32_t> frame(const Processor& m, std::size_t words, unsigned bytes = 4);

[[nodiscard]] testing::AssertionResult faulted(const Processor& m, std::uint32_t vector, std::uint32_t error_code);
[[nodiscard]] testing::AssertionResult done(const Processor& m);
[[nodiscard]] testing::AssertionResult went(const Processor& m, Way way);

/// Every register and hidden part, as one value to compare.
[[nodiscard]] std::vector<std::uint64_t> registers_of(const Processor& m);

} // namespace trapspec::test
