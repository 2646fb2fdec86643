#include "impl/metal/machine.hpp"

#include "impl/metal/ports.hpp"
#include "impl/metal/text.hpp"

namespace lguest::metal {

void stop_machine(bool passed) {
    out8(port_qemu_exit, passed ? 0 : 1);
    for (u32 i = 0; i < length_of(bochs_exit_word); ++i)
        out8(port_bochs_exit, static_cast<u8>(bochs_exit_word[i]));
    while (true)
        asm volatile("cli; hlt");
}

} // namespace lguest::metal
