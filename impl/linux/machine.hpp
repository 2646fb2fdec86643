// The one virtual machine of this process, what an event feeds into the core's services, and what it gets back.
#pragma once

#include "impl/common/state_words.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/guest.hpp"
#include "impl/core/host.hpp"
#include "impl/core/registers.hpp"
#include "impl/core/switcher_pages.hpp"
#include "impl/core/types.hpp"
#include "impl/linux/guest_memory.hpp"
#include "impl/linux/table_digest.hpp"

namespace lguest::harness {

// What the outside world does during one event, from the request.
struct Stimulus {
    bool asleep;
    bool io_emulated;
    bool fault_satisfied;
    bool vector_used;
    bool percpu_used;
    u32 pin_failures;
    Guest_time time;
    u64 now;
    // How the Guest's turn ends: the seven words of a trap, and the fault address.
    u32 trapnum;
    u32 errcode;
    u32 eip;
    u32 cs;
    u32 eflags;
    u32 esp;
    u32 ss;
    u32 cr2;
};

// What lies behind the Guest's gates: gates that anybody may raise, so that a look past the table's end shows.
inline constexpr u32 gates_behind = 8;

struct Machine {
    Host host;
    Guest guest;
    Cpu cpu;
    Desc behind_gates[gates_behind];
    bool started;
    bool syscall_vector_reserved;
    Guest_memory memory;
    Table_digest gates_digest;
    Table_digest idt_digest;
    Stimulus stimulus;
    Outcome outcome;
    u32 pinned; // pages tried in this event
    Clock_timer programmed;
};

static_assert(__builtin_offsetof(Machine, behind_gates) == __builtin_offsetof(Machine, cpu) + sizeof(Cpu));
static_assert(__builtin_offsetof(Cpu, idt) + sizeof(Cpu::idt) == sizeof(Cpu));

extern Machine machine;
extern Switcher_pages switcher_pages;

void init_machine(Rules rules, u32 syscall_vector, const u32* handlers, u8* memory, u32 memory_bytes);
// A new Guest with so many pages; state as diff/wire says under `start_guest`.
void start_guest(u32 pfn_limit, u32 mapped_pages);
// The timer fires once and is then not set any more.
void fire_timer();
// Panics if the timer is set to something else than the CPU's clock says.
void check_timer();
// The trap's words into the registers, as the Switcher leaves them.
void take_trap();

} // namespace lguest::harness
