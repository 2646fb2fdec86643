#include "impl/metal/command_line.hpp"

namespace lguest::metal {
namespace {

// Behind "key=" if the text starts so.
const char* value_of(const char* text, const char* key) {
    while (*key != 0 && *text == *key) {
        ++text;
        ++key;
    }
    return *key == 0 && *text == '=' ? text + 1 : nullptr;
}

} // namespace

void find_option(const char* command_line, const char* key, char* value, u32 size) {
    u32 length = 0;
    bool at_start = true;
    for (const char* at = command_line; *at != 0; ++at) {
        const char* from = at_start ? value_of(at, key) : nullptr;
        for (; from != nullptr && *from != 0 && *from != ' ' && length + 1 < size; ++from)
            value[length++] = *from;
        if (length != 0)
            break;
        at_start = *at == ' ';
    }
    value[length] = 0;
}

} // namespace lguest::metal
