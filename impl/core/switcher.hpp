// What a Switcher stub does with a trap, and the frame that the Host then finds: R-SW-1.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;
struct Host;

enum class Stub : u32 {
    returns_to_host, // to the run loop
    nmi,             // straight back into the Guest
    host_handler,    // by way of the real Host's handler for the vector
};

[[nodiscard]] Stub stub_of(const Host& host, u32 vector);
// A trap leaves the Guest, whose registers the block holds: push what CPU, stub and Switcher push.
Stub save_frame(Cpu& cpu, u32 vector, bool cpu_pushed_error_code, u32 error_code);

} // namespace lguest
