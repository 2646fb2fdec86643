// The digest of a gate table: additive, so that only slots that changed since the last look are worked on. What
// changed is found by comparing the whole table with a copy, never by asking the code that was to change it.
#pragma once

#include "impl/core/desc.hpp"
#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"

namespace lguest::harness {

class Table_digest {
public:
    // A table of which nothing is known but that its slots are zero in the copy.
    void init();
    [[nodiscard]] u64 of(const Desc* table);

private:
    void update_slots(const Desc* table, u32 first, u32 count);

    u64 sum_;
    Desc copy_[idt_entries];
    u64 mixed_[idt_entries]; // what each slot of the copy adds to the sum
};

} // namespace lguest::harness
