// The Guest's physical memory: a mapping that the tester can see and change, bounds and planned failures for the Host's
// accesses, the log of the Host's writes, and which of it is no longer zero.
#pragma once

#include "diff/wire/wire.hpp"
#include "impl/core/types.hpp"

namespace lguest::harness {

// diff/wire, "Which accesses fail".
struct Faults {
    u32 read;
    u32 write;
    u32 hole_page;
    u32 hole_pages;
};

struct Write_log {
    u32 count; // of all writes, also of those that did not fit
    trapspec::wire::Write entries[trapspec::wire::max_writes];
};

class Guest_memory {
public:
    void attach(u8* base, u32 bytes);

    [[nodiscard]] u8* base() const { return base_; }
    [[nodiscard]] u32 pages() const;
    [[nodiscard]] u32 address_of(const void* pointer) const;

    // A new Guest: all zero, so many pages mapped, nothing fails.
    void reset(u32 mapped_pages);
    void set_faults(const Faults& faults) { faults_ = faults; }

    // The Guest's own write.
    void store(u32 address, u32 value);

    // The Host's; `fault` is the bit of the fault words that fails this kind of access.
    [[nodiscard]] bool read(u32 address, void* to, u32 length, u32 fault) const;
    [[nodiscard]] bool write(u32 address, const void* from, u32 length, u32 fault);

    void clear_log() { log_.count = 0; }
    [[nodiscard]] const Write_log& log() const { return log_; }

private:
    [[nodiscard]] bool is_mapped(u32 address, u32 length) const;
    [[nodiscard]] bool is_in_hole(u32 address, u32 length) const;
    void mark_dirty(u32 address, u32 length);
    void mark_line_dirty(u32 line);
    void clear_everything();
    void clear_dirty_pages();

    u8* base_;
    u32 bytes_;
    u64 mapped_bytes_;
    bool known_clean_; // what the file held before the first Guest is nobody's promise
    u32 dirty_count_;
    Faults faults_;
    Write_log log_;
};

} // namespace lguest::harness
