#include "impl/metal/host_idt.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/idt.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/interrupts.hpp"
#include "impl/metal/machine.hpp"

namespace lguest::metal {
namespace {

// Exceptions, and the PIC's interrupts.
constexpr u32 entries = first_external_vector + pic_lines;
// host_entry.S
constexpr u32 entry_bytes = 16;

constinit Desc table[entries] = {};

} // namespace

extern "C" const u8 host_entries[];

// What host_entry.S pushed.
struct Host_frame {
    u32 saved[8];
    u32 vector;
    u32 errcode;
    u32 eip;
    u32 cs;
    u32 eflags;
};

extern "C" void host_entered(const Host_frame& frame) {
    if (frame.vector >= first_external_vector) {
        host_interrupt(frame.vector);
        return;
    }
    print("host: exception ", frame.vector, " (", Hex{frame.errcode});
    print(") at ", Hex{frame.eip}, ", cr2 ", Hex{read_cr2()}, "\n");
    stop_machine(false);
}

void init_host_idt() {
    for (u32 vector = 0; vector < entries; ++vector) {
        const u32 handler = static_cast<u32>(reinterpret_cast<uptr>(host_entries)) + vector * entry_bytes;
        table[vector] = {lguest_cs << gate_selector_shift | (handler & gate_low_half),
            (handler & gate_high_half) | gate_present | interrupt_gate << gate_type_shift};
    }
    load_idt(host_idt_register());
}

Table_register host_idt_register() {
    return {sizeof table - 1, static_cast<u32>(reinterpret_cast<uptr>(table))};
}

} // namespace lguest::metal
