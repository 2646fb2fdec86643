#include "impl/linux/native/process.hpp"

#include "impl/linux/system_calls.hpp"

extern "C" {
void native_signal();
extern const lguest::u8 native_code[];
}

namespace lguest::native {
namespace {

namespace wire = trapspec::wire::native;
using harness::is_error;
using harness::map_anonymous;
using harness::system_call;

// Linux, arch/x86/entry/syscalls/syscall_32.tbl.
constexpr u32 sys_modify_ldt = 123;
constexpr u32 sys_mprotect = 125;
constexpr u32 sys_rt_sigaction = 174;
constexpr u32 sys_sigaltstack = 186;

constexpr u32 prot_read = 1, prot_read_write = 3, prot_read_execute = 5;
constexpr u32 invalid_opcode = 0x0B0F0B0F;

u32 word(const volatile void* pointer) {
    return static_cast<u32>(reinterpret_cast<uptr>(pointer));
}

void protect(u32 address, u32 protection) {
    if (is_error(system_call(sys_mprotect, address, wire::page_bytes, protection)))
        fail("trapspec-native: a page cannot be protected\n");
}

void fill(u32 address, u32 value) {
    u32* const words = reinterpret_cast<u32*>(address);
    for (u32 i = 0; i < wire::page_bytes / sizeof(u32); ++i)
        words[i] = value;
}

} // namespace

void fail(const char* message) {
    harness::write_error(message);
    harness::exit_process(1);
}

// Each page is written first, so that one that is read-only is there nevertheless.
void map_region(const Header& header) {
    if (!map_anonymous(wire::region, wire::region_bytes))
        fail("trapspec-native: the region of its pages is not free\n");
    for (u32 i = 0; i < wire::region_pages; ++i) {
        const u32 kind = header.pages[i];
        const u32 address = wire::region + i * wire::page_bytes;
        if (kind == wire::absent)
            continue;
        protect(address, prot_read_write);
        fill(address, kind == wire::landing ? invalid_opcode : wire::untouched);
        if (kind == wire::read_only)
            protect(address, prot_read);
        if (kind == wire::landing)
            protect(address, prot_read_execute);
    }
}

void handle_signals(Header& header) {
    // i386 `stack_t`, and the kernel's `struct sigaction`.
    struct Stack {
        u32 address, flags, bytes;
    };
    struct Action {
        u32 handler, flags, restorer, mask[2];
    };
    constexpr u32 sa_siginfo = 4, sa_onstack = 0x08000000, sa_nodefer = 0x40000000;
    constexpr u32 signals[] = {4, 5, 7, 8, 11}; // SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV
    constexpr u32 stack_bytes = 1 << 18;        // a frame holds the whole state of the vector units
    alignas(64) static u8 stack_memory[stack_bytes];

    header.code = word(native_code);
    header.stack[0] = word(stack_memory);
    header.stack[1] = header.stack[0] + stack_bytes;
    const Stack stack{header.stack[0], 0, stack_bytes};
    if (is_error(system_call(sys_sigaltstack, word(&stack), 0)))
        fail("trapspec-native: no stack for signals\n");
    const Action action{
        static_cast<u32>(reinterpret_cast<uptr>(&native_signal)), sa_siginfo | sa_onstack | sa_nodefer, 0, {}};
    for (const u32 signal : signals) {
        if (is_error(system_call(sys_rt_sigaction, signal, word(&action), 0, sizeof action.mask)))
            fail("trapspec-native: a signal cannot be handled\n");
    }
}

// Linux, arch/x86/include/uapi/asm/ldt.h: `struct user_desc`; its bits from those of the descriptor.
void set_ldt_entry(u32 number, const u32 (&descriptor)[2]) {
    struct User_descriptor {
        u32 number, base, limit, flags;
    };
    constexpr u32 write_new_mode = 0x11, empty = 0x28;
    const u32 a = descriptor[0];
    const u32 b = descriptor[1];
    const auto bit = [b](u32 from) { return b >> from & 1; };
    User_descriptor user{number,
        a >> 16 | (b & 0xFF) << 16 | (b & 0xFF000000),
        (a & 0xFFFF) | (b & 0xF0000),
        bit(22) | (b >> 10 & 3) << 1 | (bit(9) ^ 1) << 3 | bit(23) << 4 | (bit(15) ^ 1) << 5 | bit(20) << 6};
    if ((a | b) == 0)
        user.flags = empty;
    if (is_error(system_call(sys_modify_ldt, write_new_mode, word(&user), sizeof user)))
        fail("trapspec-native: modify_ldt is missing, or refused a descriptor\n");
    // Linux loads neither again when the selector stays.
    asm volatile("movl %0, %%fs\n\tmovl %0, %%gs" : : "r"(0));
}

void tell_segments(Header& header) {
    asm("movl %%cs, %0" : "=r"(header.own_cs));
    asm("movl %%ss, %0" : "=r"(header.own_ss));
    for (u32 i = 0; i < wire::gdt_entries; ++i) {
        const u32 selector = i << 3 | 3;
        u32 access = 0;
        u32 limit = 0;
        asm("larl %1, %0" : "+r"(access) : "r"(selector) : "cc");
        asm("lsll %1, %0" : "+r"(limit) : "r"(selector) : "cc");
        header.gdt[i][0] = access;
        header.gdt[i][1] = limit;
    }
}

} // namespace lguest::native
