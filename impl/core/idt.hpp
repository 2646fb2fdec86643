// Vetting the Guest's gates and installing them: R-SET, R-LOAD, R-DEF, R-COPY.
#pragma once

#include "impl/core/desc.hpp"
#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;
struct Guest;
struct Host;

void set_trap(Guest& guest, Desc& slot, Desc gate);
void load_guest_idt_entry(Cpu& cpu, u32 number, Desc gate);
[[nodiscard]] Desc default_idt_entry(const Host& host, u32 vector, const Desc* base);
void setup_default_idt_entries(Desc* idt, const Host& host);
void copy_traps(const Cpu& cpu, Desc* idt, const Host& host);

} // namespace lguest
