// trapspec-impl-linux BYTES: serves the ring on descriptor 3 with BYTES of Guest memory on descriptor 4.
#include "diff/wire/wire.hpp"
#include "impl/common/event_kind.hpp"
#include "impl/core/rules.hpp"
#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"
#include "impl/linux/machine.hpp"
#include "impl/linux/ring.hpp"
#include "impl/linux/system_calls.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::Header;
using trapspec::wire::Ready;
using trapspec::wire::Ring;

constexpr u32 ring_descriptor = 3;
constexpr u32 memory_descriptor = 4;
constexpr u32 status_refused = 1;

constexpr Rules rule_versions[] = {linux_2_6_32, linux_3_11, linux_3_18, hardened};
constexpr u32 rule_version_count = sizeof rule_versions / sizeof rule_versions[0];

[[noreturn]] void fail(const char* message) {
    write_error(message);
    exit_process(status_refused);
}

void announce(Ring& ring, Ready value) {
    __atomic_store_n(&ring.header.ready, static_cast<u32>(value), __ATOMIC_RELEASE);
    futex_wake(&ring.header.ready);
}

[[noreturn]] void refuse_configuration(Ring& ring, Ready why) {
    announce(ring, why);
    exit_process(status_refused);
}

// False unless it is a decimal number that fits.
bool parse_bytes(const char* text, u32& bytes) {
    if (*text == '\0')
        return false;
    bytes = 0;
    for (; *text != '\0'; ++text) {
        if (*text < '0' || *text > '9')
            return false;
        const u32 digit = static_cast<u32>(*text - '0');
        if (__builtin_mul_overflow(bytes, 10u, &bytes) || __builtin_add_overflow(bytes, digit, &bytes))
            return false;
    }
    return true;
}

// The tester could change the words while they are looked at, so each is read once.
void configure(Ring& ring, u8* memory, u32 bytes) {
    const volatile Header& header = ring.header;
    if (header.magic != trapspec::wire::magic)
        refuse_configuration(ring, trapspec::wire::bad_magic);
    if (header.version != trapspec::wire::version)
        refuse_configuration(ring, trapspec::wire::bad_version);

    const u32 rules = header.rules;
    const u32 syscall_vector = header.syscall_vector;
    if (rules >= rule_version_count || syscall_vector >= idt_entries)
        refuse_configuration(ring, trapspec::wire::bad_configuration);

    init_machine(rule_versions[rules], syscall_vector, ring.handlers, memory, bytes);
}

} // namespace

extern "C" [[noreturn]] void trapspec_main(u32 argument_count, const char* const* arguments) {
    die_with_parent();

    u32 bytes;
    if (argument_count != 2 || !parse_bytes(arguments[1], bytes))
        fail("usage: trapspec-impl-linux BYTES, with a ring on descriptor 3 and Guest memory on 4\n");

    u8* const ring_memory = map_shared(ring_descriptor, sizeof(Ring));
    if (ring_memory == nullptr)
        fail("trapspec-impl-linux: descriptor 3 is no ring\n");
    Ring& ring = *reinterpret_cast<Ring*>(ring_memory);

    u8* const guest_memory = map_shared(memory_descriptor, bytes);
    if (guest_memory == nullptr) {
        write_error("trapspec-impl-linux: descriptor 4 does not hold that much Guest memory\n");
        refuse_configuration(ring, trapspec::wire::bad_configuration);
    }

    configure(ring, guest_memory, bytes);
    ring.header.features = trapspec::wire::streams;
    ring.header.kinds = (1u << event_kind_count) - 1;
    announce(ring, trapspec::wire::ready);
    exit_process(serve(ring) == Farewell::shut_down ? 0 : status_refused);
}

} // namespace lguest::harness

// The kernel leaves the argument count at the stack's top, and the arguments' pointers above it.
asm(".globl _start\n"
    "_start:\n"
    "    xor %ebp, %ebp\n"
    "    mov (%esp), %eax\n"
    "    lea 4(%esp), %edx\n"
    "    and $-16, %esp\n"
    "    sub $8, %esp\n"
    "    push %edx\n"
    "    push %eax\n"
    "    call trapspec_main\n"
    "    ud2\n");
