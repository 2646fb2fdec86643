#include "diff/metal/qemu_oracle.hpp"

#include "diff/metal/qemu.hpp"
#include "diff/wire/metal.hpp"

namespace trapspec::diff::metal {

Qemu_oracle::Qemu_oracle(const Boot& boot, const Descriptors& descriptors)
    : Mailbox_oracle(boot), memory_("trapspec-machine", wire::metal::machine_bytes) {
    char* const at = static_cast<char*>(memory_.data()) + wire::metal::mailbox_address;
    auto& exchange = *reinterpret_cast<wire::oracle::Exchange*>(at);
    start({&exchange.header, &exchange.header, exchange.questions, exchange.answers},
        descriptors,
        qemu_command(boot),
        memory_.descriptor());
}

} // namespace trapspec::diff::metal
