// Text on the debug console.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

struct Hex {
    u32 value;
};

void print(const char* text);
void print(char character);
void print(u32 number); // in decimal
void print(Hex number);

template <typename First, typename Second, typename... Rest>
void print(First first, Second second, Rest... rest) {
    print(first);
    print(second, rest...);
}

} // namespace lguest::metal
