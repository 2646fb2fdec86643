// Integers from the compiler's built-in types: there is no library underneath.
#pragma once

namespace lguest {

using u8 = __UINT8_TYPE__;
using u16 = __UINT16_TYPE__;
using u32 = __UINT32_TYPE__;
using u64 = __UINT64_TYPE__;
using uptr = __UINTPTR_TYPE__;

static_assert(sizeof(u8) == 1 && sizeof(u16) == 2 && sizeof(u32) == 4 && sizeof(u64) == 8);
static_assert(sizeof(uptr) == 4, "the Host is 32-bit: a pointer is a word of its tables");

} // namespace lguest
