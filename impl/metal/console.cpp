#include "impl/metal/console.hpp"

#include "impl/metal/ports.hpp"
#include "impl/metal/text.hpp"

namespace lguest::metal {

void print(const char* text) {
    out_string(port_console, text, length_of(text));
}

void print(char character) {
    out8(port_console, static_cast<u8>(character));
}

void print(u32 number) {
    constexpr u32 most_digits = 10;
    char digits[most_digits];
    u32 next = most_digits;
    do {
        digits[--next] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    out_string(port_console, digits + next, most_digits - next);
}

void print(Hex number) {
    char digits[2 + hex_digits] = {'0', 'x'};
    to_hex(number.value, digits + 2);
    out_string(port_console, digits, sizeof digits);
}

} // namespace lguest::metal
