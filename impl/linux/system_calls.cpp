#include "impl/linux/system_calls.hpp"

namespace lguest::harness {
namespace {

// Linux, arch/x86/entry/syscalls/syscall_32.tbl.
constexpr u32 sys_write = 4;
constexpr u32 sys_prctl = 172;
constexpr u32 sys_mmap2 = 192;
constexpr u32 sys_fstat64 = 197;
constexpr u32 sys_madvise = 219;
constexpr u32 sys_futex = 240;
constexpr u32 sys_exit_group = 252;

constexpr u32 standard_error = 2;
constexpr u32 prot_read_write = 3;
constexpr u32 prot_none = 0;
constexpr u32 map_shared_flag = 1;
constexpr u32 map_private_anonymous_there = 0x100022; // and nothing that is there already is replaced
constexpr u32 no_descriptor = ~0u;
constexpr u32 madv_remove = 9;
constexpr u32 pr_set_pdeathsig = 1;
constexpr u32 sigkill = 9;
constexpr u32 futex_op_wait = 0; // not the private kind: the waker is another process
constexpr u32 futex_op_wake = 1;

// i386 `struct stat64`; only the size matters.
struct Stat64 {
    u8 before[44];
    u32 size_low;
    u32 size_high;
    u8 after[44];
};
static_assert(sizeof(Stat64) == 96);

struct Timespec {
    u32 sec;
    u32 nsec;
};

u32 word(const volatile void* pointer) {
    return static_cast<u32>(reinterpret_cast<uptr>(pointer));
}

// mmap2 has a sixth argument, in ebp, which a compiler will not name.
u32 mmap2(u32 address, u32 bytes, u32 protection, u32 flags, u32 descriptor) {
    u32 result;
    asm volatile("push %%ebp\n\t"
                 "xor %%ebp, %%ebp\n\t"
                 "int $0x80\n\t"
                 "pop %%ebp"
                 : "=a"(result)
                 : "a"(sys_mmap2), "b"(address), "c"(bytes), "d"(protection), "S"(flags), "D"(descriptor)
                 : "memory", "cc");
    return result;
}

} // namespace

u32 system_call(u32 number, u32 a, u32 b, u32 c, u32 d, u32 e) {
    u32 result;
    asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory", "cc");
    return result;
}

bool is_error(u32 result) {
    return result > 0u - 4096u;
}

void exit_process(u32 status) {
    for (;;)
        system_call(sys_exit_group, status);
}

void write_error(const char* message) {
    u32 length = 0;
    while (message[length] != '\0')
        ++length;
    system_call(sys_write, standard_error, word(message), length);
}

u8* map_shared(u32 descriptor, u32 bytes) {
    Stat64 stat;
    if (is_error(system_call(sys_fstat64, descriptor, word(&stat))))
        return nullptr;
    if (stat.size_high == 0 && stat.size_low < bytes)
        return nullptr;

    const u32 address = mmap2(0, bytes, prot_read_write, map_shared_flag, descriptor);
    return is_error(address) ? nullptr : reinterpret_cast<u8*>(address);
}

bool map_anonymous(u32 address, u32 bytes) {
    return mmap2(address, bytes, prot_none, map_private_anonymous_there, no_descriptor) == address;
}

bool discard_pages(u8* from, u32 bytes) {
    return !is_error(system_call(sys_madvise, word(from), bytes, madv_remove));
}

void die_with_parent() {
    system_call(sys_prctl, pr_set_pdeathsig, sigkill);
}

void futex_wait(const Shared_word* address, u32 expected, u32 milliseconds) {
    const Timespec timeout{milliseconds / 1000, milliseconds % 1000 * 1000000};
    system_call(sys_futex, word(address), futex_op_wait, expected, word(&timeout));
}

void futex_wake(const Shared_word* address) {
    system_call(sys_futex, word(address), futex_op_wake, 0x7FFFFFFF);
}

} // namespace lguest::harness
