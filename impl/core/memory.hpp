// The Host's access to Guest memory: R-MEM-1 to R-MEM-5, and the fields of the data page.
#pragma once

#include "impl/core/guest.hpp"
#include "impl/core/services.hpp"
#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;

[[nodiscard]] bool address_ok(const Guest& guest, u32 address, u32 length);
void write_guest(Guest& guest, u32 address, const void* from, u32 length);
void read_guest(Guest& guest, u32 address, void* to, u32 length);
void write_guest_word(Guest& guest, u32 address, u32 value);
[[nodiscard]] u32 read_guest_word(Guest& guest, u32 address);

// False if the walk killed the Guest, or would have if it were not dead: `physical` is what R-MEM-4 goes on with.
[[nodiscard]] bool translate(Guest& guest, u32 vaddr, u32& physical);
[[nodiscard]] u32 guest_pa(Guest& guest, u32 vaddr);
void pin_page(Cpu& cpu, u32 vaddr);

// Without a data page there is nothing to access, which is a failure like any other.
[[nodiscard]] inline bool read_data(const Guest& guest, u32 Lguest_data::*field, u32& value) {
    return guest.initialised && get_user(guest, &(guest.lguest_data->*field), value);
}

template <typename Field>
[[nodiscard]] inline bool write_data(Guest& guest, Field Lguest_data::*field, Field value) {
    return guest.initialised && put_user(guest, &(guest.lguest_data->*field), value);
}

} // namespace lguest
