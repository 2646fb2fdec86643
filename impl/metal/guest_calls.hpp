// The hypercalls that the rules leave alone: page tables, the end, and what this Host's own Guests ask.
#pragma once

#include "impl/core/hypercalls.hpp"

namespace lguest::metal {

// What the Host will read when it does the call is recorded first.
void before_hypercall(const Cpu& cpu, const Hypercall& hypercall);
void after_hypercall(Cpu& cpu, const Hypercall& hypercall);

// How the Guest ended itself.
struct Shutdown {
    bool called;
    u32 failures;
};
[[nodiscard]] Shutdown shutdown();

} // namespace lguest::metal
