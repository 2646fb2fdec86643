#include "impl/core/memory.hpp"

#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/x86.hpp"

namespace lguest {

// R-MEM-1: the end, not the last byte, must lie below the limit, so the last byte of the last page is refused; not so
// under R-VER-3.
bool address_ok(const Guest& guest, u32 address, u32 length) {
    const u32 end = address + length - (guest.host->rules.last_byte_usable ? 1 : 0);
    return (end >> page_shift) < guest.pfn_limit && end >= address;
}

// R-MEM-2
void write_guest(Guest& guest, u32 address, const void* from, u32 length) {
    if (!address_ok(guest, address, length) || !copy_to_guest(guest, guest_pointer(guest, address), from, length))
        kill(guest, Reason::bad_write_address, address, length);
}

// R-MEM-3
void read_guest(Guest& guest, u32 address, void* to, u32 length) {
    if (!address_ok(guest, address, length) || !copy_from_guest(guest, to, guest_pointer(guest, address), length)) {
        __builtin_memset(to, 0, length);
        kill(guest, Reason::bad_read_address, address, length);
    }
}

void write_guest_word(Guest& guest, u32 address, u32 value) {
    write_guest(guest, address, &value, sizeof value);
}

u32 read_guest_word(Guest& guest, u32 address) {
    u32 value;
    read_guest(guest, address, &value, sizeof value);
    return value;
}

// R-MEM-4: an absent table entry kills, but its frame is used all the same.
bool translate(Guest& guest, u32 vaddr, u32& physical) {
    if (!guest.paging) {
        physical = vaddr;
        return true;
    }

    const u32 directory_index = vaddr >> page_directory_shift;
    const u32 directory_entry = read_guest_word(guest, guest.page_directory + directory_index * page_entry_size);
    if ((directory_entry & page_present) == 0) {
        kill(guest, Reason::bad_address, vaddr);
        physical = 0xFFFFFFFF;
        return false;
    }

    const u32 table = directory_entry & ~page_offset_mask;
    const u32 table_index = (vaddr >> page_shift) & page_table_index_mask;
    const u32 table_entry = read_guest_word(guest, table + table_index * page_entry_size);
    physical = (table_entry & ~page_offset_mask) | (vaddr & page_offset_mask);
    if ((table_entry & page_present) == 0) {
        kill(guest, Reason::bad_address, vaddr);
        return false;
    }
    return true;
}

u32 guest_pa(Guest& guest, u32 vaddr) {
    u32 physical;
    static_cast<void>(translate(guest, vaddr, physical));
    return physical;
}

// R-MEM-5
void pin_page(Cpu& cpu, u32 vaddr) {
    if (!make_present(cpu, vaddr))
        kill(*cpu.guest, Reason::bad_stack_page, vaddr);
}

} // namespace lguest
