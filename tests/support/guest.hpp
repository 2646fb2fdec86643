// A legal Guest to start a test from: initialised, with page tables, a kernel stack, user code running.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/step.hpp"
#include "tests/support/facts.hpp"

namespace trapspec::test {

using Machine = model::Machine<model::Concrete>;
using Word = model::Bits<model::Concrete, 32>;
using Flag = model::Bool<model::Concrete>;
using model::Event_kind;
using model::Reason;
using model::Rule;

/// Where the legal Guest has its things. Virtual addresses 0xC0000000 + x map to physical x.
namespace place {
inline constexpr uint32_t pages = 64;
inline constexpr uint32_t memory_size = pages * 4096;
inline constexpr uint32_t directory = 0x1000;
inline constexpr uint32_t page_table = 0x2000;
inline constexpr uint32_t data_page = 0x3000;
inline constexpr uint32_t kernel_base = 0xC0000000;
inline constexpr uint32_t kernel_stack = 0x8F00; ///< physical top; esp1 is kernel_base above it
inline constexpr uint32_t kernel_code = 0x10000;
inline constexpr uint32_t user_eip = 0x08048123;
inline constexpr uint32_t user_esp = 0xBFFF0F00;
} // namespace place

/// A gate's two words.
struct Gate_words {
    uint32_t a = 0;
    uint32_t b = 0;
    friend bool operator==(const Gate_words&, const Gate_words&) = default;
};

constexpr Gate_words make_gate(uint32_t type, uint32_t dpl, uint32_t handler, uint32_t selector = 0x61) {
    return {selector << 16 | (handler & 0xFFFF), (handler & 0xFFFF0000) | 0x8000 | dpl << 13 | type << 8};
}
constexpr Gate_words interrupt_gate(uint32_t handler, uint32_t dpl = 0) {
    return make_gate(0xE, dpl, handler);
}
constexpr Gate_words trap_gate(uint32_t handler, uint32_t dpl = 0) {
    return make_gate(0xF, dpl, handler);
}

/// The Switcher's stub for a vector.
constexpr uint32_t stub(uint32_t vector) {
    return 0xFFC01230 + vector * 0x10;
}

/// Memory, stubs and rules, no Guest yet.
[[nodiscard]] Machine bare_machine(std::string_view rules = "linux-2.6.32");

/// In ring 3, virtual interrupts on, nothing pending, no gates.
[[nodiscard]] Machine legal_guest(std::string_view rules = "linux-2.6.32");

/// The same, interrupted in its kernel: ring 1 with a stack at kernel_base + `esp`.
[[nodiscard]] Machine guest_in_kernel(std::string_view rules = "linux-2.6.32", uint32_t esp = 0x8800);

/// One event.
void happens(Machine& m, Event_kind kind, std::initializer_list<uint32_t> arguments = {});

[[nodiscard]] uint32_t word_at(const Machine& m, uint32_t address);
void set_word(Machine& m, uint32_t address, uint32_t value);
[[nodiscard]] uint32_t read_shared(const Machine& m, Shared_word word);
void set_shared(Machine& m, Shared_word word, uint32_t value);

/// The Guest's vetted gate, and the entry of the table that the CPU uses.
[[nodiscard]] Gate_words gate_of(const Machine& m, uint32_t vector);
[[nodiscard]] Gate_words idt_of(const Machine& m, uint32_t vector);
void set_gate(Machine& m, uint32_t vector, Gate_words gate);
void set_idt(Machine& m, uint32_t vector, Gate_words gate);

/// Entry `index` of the legal Guest's page table.
void map_page(Machine& m, uint32_t index, uint32_t entry);

/// The faults from now on; mapped pages stay.
void set_faults(Machine& m, uint32_t read, uint32_t write, uint32_t hole_page = 0, uint32_t hole_pages = 0);

} // namespace trapspec::test
