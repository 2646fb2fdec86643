// The oracle on Bochs: questions and answers lie on its disk, which is a file that this side has mapped.
#pragma once

#include "diff/metal/mailbox_oracle.hpp"

namespace trapspec::diff::metal {

class Bochs_oracle final : public Mailbox_oracle {
public:
    Bochs_oracle(const Boot& boot, const Descriptors& descriptors);
    ~Bochs_oracle() override;

private:
    void* exchange_ = nullptr;
};

} // namespace trapspec::diff::metal
