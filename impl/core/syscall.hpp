// The vectors that may be system calls: R-SYS.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Guest;
struct Host;

inline constexpr u32 error_busy = 16;    // EBUSY
inline constexpr u32 error_invalid = 22; // EINVAL

[[nodiscard]] bool could_be_syscall(const Host& host, u32 vector);
[[nodiscard]] bool check_syscall_vector(const Guest& guest);
// 0, or -error_busy or -error_invalid as a word.
[[nodiscard]] u32 init_interrupts(const Host& host);
void free_interrupts(const Host& host);

} // namespace lguest
