// Offsets in lguest_data that the importer writes or reads; rules.md, "Vocabulary and constants".
#pragma once

#include <cstdint>

namespace trapspec::traces::lguest::data_page {

inline constexpr std::uint32_t irq_enabled = 0;
inline constexpr std::uint32_t blocked_interrupts = 4;
inline constexpr std::uint32_t irq_pending = 20;
inline constexpr std::uint32_t noirq_start = 1380;
inline constexpr std::uint32_t noirq_end = 1384;
inline constexpr std::uint32_t kernel_address = 1388;
inline constexpr std::uint32_t syscall_vector = 1392;
inline constexpr std::uint32_t size = 1396;

} // namespace trapspec::traces::lguest::data_page
