// What happens between Host and Guest, as records: each event of the rules with the state after it, and what the Guest
// did in between to its registers and to the memory that the Host reads.
#pragma once

#include "impl/common/event_kind.hpp"
#include "impl/common/state_words.hpp"
#include "impl/core/lguest_data.hpp"
#include "impl/core/types.hpp"
#include "impl/metal/switcher.hpp"

namespace lguest {
struct Cpu;
struct Guest;
} // namespace lguest

namespace lguest::metal {

// The header, the registers that the Guest starts with, and the table as the Host first filled it.
void record_start(const Cpu& cpu, u32 rules, u32 pages);
void record_end(u32 failures, bool passed);

// The Host is about to read these bytes of Guest memory, now or later.
void watch(const Cpu& cpu, u32 address, u32 bytes);
// The Host wrote here.
void host_wrote(const Guest& guest, u32 address, u32 length);
// The time that the Host was told in the event under way; zero if it did not ask.
[[nodiscard]] Guest_time recorded_time(Guest_time time);
[[nodiscard]] Guest_time time_of_event();

// An event that has just happened; what the Guest did before it must have been recorded.
void record_event(const Cpu& cpu, Event_kind kind, const u32* arguments, u32 count, const Outcome& outcome = {});

// Until now: registers and watched memory that differ from what the records say of them.
void record_guest_changes(const Cpu& cpu);
// The registers whatever the records say: the Host changed them outside the rules.
void record_all_registers(const Cpu& cpu);
// The Guest's turn ended.
void record_exit(const Cpu& cpu, const Exit& exit);
void record_entry(const Cpu& cpu);

// The clock of impl/core, recorded.
void recorded_clock_expired(Cpu& cpu);

} // namespace lguest::metal
