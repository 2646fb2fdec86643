// The oracle on Bochs: questions and answers lie on its disk, and each call boots it.
#pragma once

#include "diff/metal/oracle.hpp"

namespace trapspec::diff::metal {

class Bochs_oracle final : public Oracle {
public:
    Bochs_oracle(const Boot& boot, const Descriptors& descriptors);

    [[nodiscard]] const wire::oracle::Header& header() const override { return header_; }
    void ask(std::span<const Question> questions, std::span<Answer> answers) override;

private:
    Boot boot_;
    wire::oracle::Header header_{};
};

} // namespace trapspec::diff::metal
