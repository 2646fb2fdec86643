#include "impl/core/switcher.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/syscall.hpp"
#include "impl/core/traps.hpp"
#include "impl/core/x86.hpp"

namespace lguest {

// R-SW-1: the stubs are fixed when the Switcher is built, so a second system-call vector has none of its own before
// R-VER-3.
Stub stub_of(const Host& host, u32 vector) {
    if (vector == vector_nmi)
        return host.rules.nmi_to_host_handler ? Stub::host_handler : Stub::nmi;
    if (vector < first_external_vector || vector == syscall_vector_linux)
        return Stub::returns_to_host;
    if (host.rules.second_syscall_to_host && could_be_syscall(host, vector))
        return Stub::returns_to_host;
    return Stub::host_handler;
}

// R-SW-1
Stub save_frame(Cpu& cpu, u32 vector, bool cpu_pushed_error_code, u32 error_code) {
    const Stub stub = stub_of(*cpu.guest->host, vector);
    if (stub == Stub::nmi)
        return stub;

    // The top of the register page: the block, and the one word that can be pushed below it. Nothing aligns a frame
    // with the block: one error code too few or too many, and every word but the CPU's five is another's.
    const Registers had = cpu.regs();
    u32 page[1 + register_words];
    __builtin_memcpy(page + 1, &had, sizeof had);
    u32* stack = page + 1 + register_words;
    const auto push = [&stack](u32 value) { *--stack = value; };

    // SDM vol. 3A, "Exception- or Interrupt-Handler Procedures".
    push(had.ss);
    push(had.esp);
    push(had.eflags);
    push(had.cs);
    push(had.eip);
    if (cpu_pushed_error_code)
        push(error_code);

    if (!has_error_code(vector))
        push(0);
    push(vector);

    push(had.es);
    push(had.ds);
    push(had.fs);
    push(had.gs);
    push(had.ebp);
    push(had.edi);
    push(had.esi);
    push(had.edx);
    push(had.ecx);
    push(had.ebx);
    push(had.eax);

    __builtin_memcpy(&cpu.regs(), page + 1, sizeof(Registers));
    return stub;
}

} // namespace lguest
