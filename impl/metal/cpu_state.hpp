// Control registers and the instructions that load tables.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

// SDM vol. 3A, "Control Registers".
inline constexpr u32 cr0_monitor_coprocessor = 1u << 1;
inline constexpr u32 cr0_emulation = 1u << 2;
inline constexpr u32 cr0_task_switched = 1u << 3;
inline constexpr u32 cr0_write_protect = 1u << 16;
inline constexpr u32 cr0_paging = 1u << 31;
inline constexpr u32 cr4_page_size_extensions = 1u << 4;

[[nodiscard]] inline u32 read_cr0() {
    u32 value;
    asm volatile("movl %%cr0, %0" : "=r"(value));
    return value;
}

inline void write_cr0(u32 value) {
    asm volatile("movl %0, %%cr0" : : "r"(value) : "memory");
}

[[nodiscard]] inline u32 read_cr2() {
    u32 value;
    asm volatile("movl %%cr2, %0" : "=r"(value));
    return value;
}

inline void write_cr2(u32 value) {
    asm volatile("movl %0, %%cr2" : : "r"(value));
}

inline void write_cr3(u32 value) {
    asm volatile("movl %0, %%cr3" : : "r"(value) : "memory");
}

[[nodiscard]] inline u32 read_cr4() {
    u32 value;
    asm volatile("movl %%cr4, %0" : "=r"(value));
    return value;
}

inline void write_cr4(u32 value) {
    asm volatile("movl %0, %%cr4" : : "r"(value) : "memory");
}

[[nodiscard]] inline u64 read_tsc() {
    u64 value;
    asm volatile("rdtsc" : "=A"(value));
    return value;
}

// SDM vol. 3A, "Memory-Management Registers": GDTR and IDTR in memory.
struct [[gnu::packed]] Table_register {
    u16 limit;
    u32 base;
};

static_assert(sizeof(Table_register) == 6);

inline void load_idt(const Table_register& table) {
    asm volatile("lidt %0" : : "m"(table));
}

} // namespace lguest::metal
