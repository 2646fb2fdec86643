// The page that Host and Guest share, at its i386 offsets. It lies in Guest memory, at any alignment, and may vanish:
// nothing here is ever dereferenced, only its fields' addresses are handed to the user accesses of services.hpp.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Guest_time {
    u32 sec;
    u32 nsec;
};

struct Lguest_data {
    u32 irq_enabled;
    u32 blocked_interrupts;
    u32 cr2;
    Guest_time time;
    u32 irq_pending;
    u8 hcall_status[64];
    u32 hcalls[64][5];
    u32 reserve_mem;
    u32 tsc_khz;
    u32 pgdir;
    u32 noirq_start;
    u32 noirq_end;
    u32 kernel_address;
    u32 syscall_vec;
};

static_assert(sizeof(Guest_time) == 8);
static_assert(__builtin_offsetof(Lguest_data, irq_enabled) == 0);
static_assert(__builtin_offsetof(Lguest_data, blocked_interrupts) == 4);
static_assert(__builtin_offsetof(Lguest_data, cr2) == 8);
static_assert(__builtin_offsetof(Lguest_data, time.sec) == 12);
static_assert(__builtin_offsetof(Lguest_data, time.nsec) == 16);
static_assert(__builtin_offsetof(Lguest_data, irq_pending) == 20);
static_assert(__builtin_offsetof(Lguest_data, hcall_status) == 24);
static_assert(__builtin_offsetof(Lguest_data, hcalls) == 88);
static_assert(__builtin_offsetof(Lguest_data, reserve_mem) == 1368);
static_assert(__builtin_offsetof(Lguest_data, tsc_khz) == 1372);
static_assert(__builtin_offsetof(Lguest_data, pgdir) == 1376);
static_assert(__builtin_offsetof(Lguest_data, noirq_start) == 1380);
static_assert(__builtin_offsetof(Lguest_data, noirq_end) == 1384);
static_assert(__builtin_offsetof(Lguest_data, kernel_address) == 1388);
static_assert(__builtin_offsetof(Lguest_data, syscall_vec) == 1392);
static_assert(sizeof(Lguest_data) == 1396);

} // namespace lguest
