#include "impl/metal/paging.hpp"

#include "impl/core/cpu.hpp"
#include "impl/metal/cpu_state.hpp"
#include "impl/metal/layout.hpp"
#include "impl/metal/page_entry.hpp"

// host.ld: where the loader put the Switcher.
extern "C" const lguest::u8 switcher_load_address[];

namespace lguest::metal {
namespace {

constexpr u32 shadow_tables = 8;
constexpr u32 switcher_directory_index = directory_index(switcher_address);

constinit Page_table host_directory = {};
constinit Page_table host_switcher_table = {};

constinit Page_table shadow_directory = {};
constinit Page_table shadow_switcher_table = {};
constinit Page_table shadow_table_pool[shadow_tables] = {};
constinit u32 shadow_tables_used = 0;

constinit Switcher_pages switcher_pages_memory = {};

u32 address_of(const void* object) {
    return static_cast<u32>(reinterpret_cast<uptr>(object));
}

// The same pages in both tables. The Guest's kernel is a supervisor for paging, so what keeps it out is that it may not
// write; but the CPU must be able to push the registers.
void map_switcher_page(u32 vaddr, u32 physical, bool guest_writable) {
    const u32 entry = physical | page_present;
    host_switcher_table.entries[table_index(vaddr)] = entry | page_writable;
    shadow_switcher_table.entries[table_index(vaddr)] = guest_writable ? entry | page_writable : entry;
}

void map_switcher() {
    const u32 image_pages = switcher_text_pages + 1;
    for (u32 i = 0; i < image_pages; ++i)
        map_switcher_page(switcher_address + i * page_size, address_of(switcher_load_address) + i * page_size, false);
    map_switcher_page(switcher_pages_address, address_of(&switcher_pages_memory), true);
    map_switcher_page(switcher_pages_address + page_size, address_of(&switcher_pages_memory) + page_size, false);

    host_directory.entries[switcher_directory_index] = address_of(&host_switcher_table) | page_present | page_writable;
}

u32 guest_word(const Guest& guest, u32 address) {
    u32 value;
    __builtin_memcpy(&value, guest_pointer(guest, address), sizeof value);
    return value;
}

bool is_guest_table(const Guest& guest, u32 entry) {
    return (entry & page_present) != 0 && entry >> page_shift < guest.pfn_limit;
}

// What the Guest's two levels allow together; 0 if the page is not there. Without tables memory is mapped linearly.
u32 guest_entry(const Guest& guest, u32 vaddr) {
    if (!guest.paging)
        return vaddr >> page_shift < guest.pfn_limit
                   ? (vaddr & ~page_offset_mask) | page_present | page_writable | page_user
                   : 0;

    const u32 upper = guest_word(guest, guest.page_directory + directory_index(vaddr) * page_entry_size);
    if (!is_guest_table(guest, upper))
        return 0;
    const u32 lower = guest_word(guest, (upper & ~page_offset_mask) + table_index(vaddr) * page_entry_size);
    if (!is_guest_table(guest, lower))
        return 0;
    const u32 allowed = upper & lower & (page_writable | page_user);
    return (lower & ~page_offset_mask) | page_present | allowed;
}

} // namespace

u32 start_paging() {
    for (u32 at = 0; at < trapspec::wire::metal::machine_bytes; at += large_page_size)
        host_directory.entries[directory_index(at)] = at | page_present | page_writable | page_is_large;
    map_switcher();
    flush_shadow();

    write_cr4(read_cr4() | cr4_page_size_extensions);
    write_cr3(address_of(&host_directory));
    write_cr0(read_cr0() | cr0_paging | cr0_write_protect);
    return address_of(&host_directory);
}

void flush_shadow() {
    __builtin_memset(&shadow_directory, 0, sizeof shadow_directory);
    __builtin_memset(shadow_table_pool, 0, sizeof shadow_table_pool);
    shadow_tables_used = 0;
    shadow_directory.entries[switcher_directory_index] =
        address_of(&shadow_switcher_table) | page_present | page_writable;
}

u32 shadow_directory_address() {
    return address_of(&shadow_directory);
}

bool shadow_page(const Cpu& cpu, u32 vaddr, bool write, bool user) {
    const u32 entry = guest_entry(*cpu.guest, vaddr);
    const u32 needed = page_present | (write ? page_writable : 0) | (user ? page_user : 0);
    if (directory_index(vaddr) == switcher_directory_index || (entry & needed) != needed)
        return false;

    u32& upper = shadow_directory.entries[directory_index(vaddr)];
    if (upper == 0 && shadow_tables_used == shadow_tables)
        flush_shadow();
    if (upper == 0)
        upper = address_of(&shadow_table_pool[shadow_tables_used++]) | page_present | page_writable | page_user;
    const u32 frame = (entry & ~page_offset_mask) + guest_memory_address;
    Page_table& table = *reinterpret_cast<Page_table*>(upper & ~page_offset_mask);
    table.entries[table_index(vaddr)] = frame | (entry & page_offset_mask);
    return true;
}

bool translate_quietly(const Guest& guest, u32 vaddr, u32& physical) {
    const u32 entry = guest_entry(guest, vaddr);
    physical = (entry & ~page_offset_mask) | (vaddr & page_offset_mask);
    return entry != 0;
}

} // namespace lguest::metal
