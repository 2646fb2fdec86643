// What the Guest's kernel asks for: the hypercalls of R-RUN-1.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;

struct Hypercall {
    u32 call;
    u32 arguments[3];
};

void do_hypercall(Cpu& cpu, const Hypercall& hypercall);

} // namespace lguest
