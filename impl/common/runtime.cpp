// The four functions that a compiler may call on its own.
#include "impl/core/types.hpp"

using lguest::u32;
using lguest::u8;

extern "C" void* memcpy(void* to, const void* from, u32 length) {
    void* destination = to;
    asm volatile("rep movsb" : "+D"(destination), "+S"(from), "+c"(length) : : "memory");
    return to;
}

extern "C" void* memset(void* to, int value, u32 length) {
    void* destination = to;
    asm volatile("rep stosb" : "+D"(destination), "+c"(length) : "a"(value) : "memory");
    return to;
}

extern "C" void* memmove(void* to, const void* from, u32 length) {
    u8* destination = static_cast<u8*>(to);
    const u8* source = static_cast<const u8*>(from);
    if (destination <= source)
        return memcpy(to, from, length);
    while (length-- != 0)
        destination[length] = source[length];
    return to;
}

extern "C" int memcmp(const void* left, const void* right, u32 length) {
    const u8* l = static_cast<const u8*>(left);
    const u8* r = static_cast<const u8*>(right);
    for (u32 i = 0; i < length; ++i)
        if (l[i] != r[i])
            return l[i] < r[i] ? -1 : 1;
    return 0;
}
