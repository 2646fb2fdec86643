// SDM vol. 3A, "32-Bit Paging": entries of directories and tables.
#pragma once

#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"

namespace lguest::metal {

inline constexpr u32 page_writable = 1u << 1;
inline constexpr u32 page_user = 1u << 2;
inline constexpr u32 page_is_large = 1u << 7; // a directory entry for 4 MiB

inline constexpr u32 page_entries = 1024;
inline constexpr u32 large_page_size = 1u << page_directory_shift;

struct alignas(page_size) Page_table {
    u32 entries[page_entries];
};

// SDM vol. 3A, "Page-Fault Exceptions": the error code.
inline constexpr u32 fault_on_write = 1u << 1;
inline constexpr u32 fault_by_user = 1u << 2;

[[nodiscard]] constexpr u32 directory_index(u32 vaddr) {
    return vaddr >> page_directory_shift;
}

[[nodiscard]] constexpr u32 table_index(u32 vaddr) {
    return vaddr >> page_shift & page_table_index_mask;
}

} // namespace lguest::metal
