#include "impl/metal/machine.hpp"

#include "impl/metal/ports.hpp"
#include "impl/metal/text.hpp"

namespace lguest::metal {

namespace {

// QEMU ends with twice this and one, which must be no status of its own.
constexpr u8 qemu_passed = 0x10;
constexpr u8 qemu_failed = 0x11;

} // namespace

void stop_machine(bool passed) {
    out8(port_qemu_exit, passed ? qemu_passed : qemu_failed);
    for (u32 i = 0; i < length_of(bochs_exit_word); ++i)
        out8(port_bochs_exit, static_cast<u8>(bochs_exit_word[i]));
    while (true)
        asm volatile("cli; hlt");
}

} // namespace lguest::metal
