// IN and OUT, and the ports of a PC that this Host uses.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

// QEMU's isa-debugcon and Bochs's port_e9_hack: what is written here appears outside.
inline constexpr u16 port_console = 0xE9;
// QEMU's isa-debug-exit, as diff/metal configures it.
inline constexpr u16 port_qemu_exit = 0xF4;
// Bochs ends when it has read this word here.
inline constexpr u16 port_bochs_exit = 0x8900;
inline constexpr char bochs_exit_word[] = "Shutdown";

inline void out8(u16 port, u8 value) {
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

[[nodiscard]] inline u8 in8(u16 port) {
    u8 value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

inline void in_words(u16 port, void* to, u32 words) {
    asm volatile("rep insl" : "+D"(to), "+c"(words) : "d"(port) : "memory");
}

inline void out_words(u16 port, const void* from, u32 words) {
    asm volatile("rep outsl" : "+S"(from), "+c"(words) : "d"(port) : "memory");
}

inline void out_string(u16 port, const void* from, u32 length) {
    asm volatile("rep outsb" : "+S"(from), "+c"(length) : "d"(port) : "memory");
}

} // namespace lguest::metal
