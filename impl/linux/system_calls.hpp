// The few Linux system calls of an i386 process without a C library. Results below zero are -errno.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::harness {

// A word that the tester may change at any time.
using Shared_word = u32;

u32 system_call(u32 number, u32 a = 0, u32 b = 0, u32 c = 0, u32 d = 0, u32 e = 0);
[[nodiscard]] bool is_error(u32 result);

[[noreturn]] void exit_process(u32 status);
void write_error(const char* message);
// Null if it fails or if the file holds fewer bytes: a mapping beyond the end of a file is a trap, not memory.
[[nodiscard]] u8* map_shared(u32 descriptor, u32 bytes);
// Without access to it; false if any of it is in use.
[[nodiscard]] bool map_anonymous(u32 address, u32 bytes);
// The pages of a shared mapping become zero without being touched. False if the file cannot do that.
[[nodiscard]] bool discard_pages(u8* from, u32 bytes);
void die_with_parent();
void futex_wait(const Shared_word* word, u32 expected, u32 milliseconds);
void futex_wake(const Shared_word* word);

} // namespace lguest::harness
