#include "impl/linux/guest_memory.hpp"

#include "impl/core/x86.hpp"
#include "impl/linux/system_calls.hpp"

namespace lguest::harness {
namespace {

// What the current Guest or its Host wrote to: the numbers of the pages in the order of first writing, and for each page
// a bit for each of its lines.
constexpr u32 address_space_pages = 1u << (32 - page_shift);
constexpr u32 line_shift = 6;
constexpr u32 line_size = 1u << line_shift;
constexpr u32 words_per_page = page_size / line_size / 32;
static_assert(words_per_page == 2);
constinit u32 dirty_lines[address_space_pages * words_per_page] = {};
constinit u32 dirty_pages[address_space_pages] = {};

void clear_page(u8* page) {
    u32 count = page_size / sizeof(u32);
    asm volatile("rep stosl" : "+D"(page), "+c"(count) : "a"(0) : "memory");
}

void clear_line(u8* line) {
    u32* words = reinterpret_cast<u32*>(line);
#pragma GCC unroll 16
    for (u32 i = 0; i < line_size / sizeof(u32); ++i)
        words[i] = 0;
}

// At most a word; Guest memory has any alignment.
void copy_bytes(u8* to, const u8* from, u32 length) {
    if (length == sizeof(u32)) {
        __builtin_memcpy(to, from, sizeof(u32));
        return;
    }
    for (u32 i = 0; i < length; ++i)
        to[i] = from[i];
}

bool is_faulty(u32 faults, u32 bit) {
    return (faults >> bit & 1) != 0;
}

} // namespace

void Guest_memory::attach(u8* base, u32 bytes) {
    base_ = base;
    bytes_ = bytes;
}

u32 Guest_memory::pages() const {
    return bytes_ >> page_shift;
}

u32 Guest_memory::address_of(const void* pointer) const {
    return static_cast<u32>(reinterpret_cast<uptr>(pointer) - reinterpret_cast<uptr>(base_));
}

void Guest_memory::reset(u32 mapped_pages) {
    if (known_clean_) {
        clear_dirty_pages();
    } else {
        clear_everything();
        known_clean_ = true;
    }
    mapped_bytes_ = u64{mapped_pages} << page_shift;
    faults_ = {};
}

void Guest_memory::clear_everything() {
    const u32 whole_pages = pages() << page_shift;
    if (whole_pages == 0 || discard_pages(base_, whole_pages))
        return;
    for (u32 page = 0; page < pages(); ++page)
        clear_page(base_ + (page << page_shift));
}

void Guest_memory::clear_dirty_pages() {
    for (u32 i = 0; i < dirty_count_; ++i) {
        const u32 first = dirty_pages[i] * words_per_page;
        for (u32 word = first; word < first + words_per_page; ++word) {
            for (u32 lines = dirty_lines[word]; lines != 0; lines &= lines - 1)
                clear_line(base_ + ((word * 32 + static_cast<u32>(__builtin_ctz(lines))) << line_shift));
            dirty_lines[word] = 0;
        }
    }
    dirty_count_ = 0;
}

void Guest_memory::store(u32 address, u32 value) {
    if (!is_mapped(address, sizeof value))
        return;
    __builtin_memcpy(base_ + address, &value, sizeof value);
    mark_dirty(address, sizeof value);
}

bool Guest_memory::read(u32 address, void* to, u32 length, u32 fault) const {
    if (is_faulty(faults_.read, fault) || !is_mapped(address, length) || is_in_hole(address, length))
        return false;
    copy_bytes(static_cast<u8*>(to), base_ + address, length);
    return true;
}

bool Guest_memory::write(u32 address, const void* from, u32 length, u32 fault) {
    if (is_faulty(faults_.write, fault) || !is_mapped(address, length) || is_in_hole(address, length))
        return false;
    mark_dirty(address, length);

    const u8* bytes = static_cast<const u8*>(from);
    while (length != 0) {
        const u32 part = length < sizeof(u32) ? length : sizeof(u32);
        u32 value = 0;
        copy_bytes(reinterpret_cast<u8*>(&value), bytes, part);
        copy_bytes(base_ + address, bytes, part);
        if (log_.count < trapspec::wire::max_writes)
            log_.entries[log_.count] = {address, part, value};
        ++log_.count;
        address += part;
        bytes += part;
        length -= part;
    }
    return true;
}

// In 64 bits, so an access that wraps past the end of the address space is outside.
bool Guest_memory::is_mapped(u32 address, u32 length) const {
    return u64{address} + length <= mapped_bytes_;
}

bool Guest_memory::is_in_hole(u32 address, u32 length) const {
    if (faults_.hole_pages == 0)
        return false;
    const u64 hole_end = u64{faults_.hole_page} + faults_.hole_pages;
    const u32 first = address >> page_shift;
    const u32 last = (address + length - 1) >> page_shift;
    return last >= faults_.hole_page && first < hole_end;
}

void Guest_memory::mark_dirty(u32 address, u32 length) {
    const u32 first = address >> line_shift;
    const u32 last = (address + length - 1) >> line_shift;
    mark_line_dirty(first);
    if (last != first)
        mark_line_dirty(last);
}

void Guest_memory::mark_line_dirty(u32 line) {
    const u32 page = line >> (page_shift - line_shift);
    const u32* const of_page = dirty_lines + page * words_per_page;
    if ((of_page[0] | of_page[1]) == 0) {
        dirty_pages[dirty_count_] = page;
        ++dirty_count_;
    }
    dirty_lines[line / 32] |= 1u << line % 32;
}

} // namespace lguest::harness
