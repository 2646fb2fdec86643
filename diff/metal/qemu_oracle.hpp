// The oracle on QEMU: questions and answers lie in memory that both share.
#pragma once

#include "diff/metal/mailbox_oracle.hpp"
#include "diff/systems/process.hpp"

namespace trapspec::diff::metal {

class Qemu_oracle final : public Mailbox_oracle {
public:
    Qemu_oracle(const Boot& boot, const Descriptors& descriptors);

private:
    Shared_memory memory_;
};

} // namespace trapspec::diff::metal
