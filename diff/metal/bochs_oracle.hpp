// The oracle on Bochs: questions and answers lie on its disk, and each call boots it.
#pragma once

#include "diff/metal/oracle.hpp"

namespace trapspec::diff::metal {

class Bochs_oracle final : public Oracle {
public:
    Bochs_oracle(const Boot& boot, const Descriptors& descriptors);

    [[nodiscard]] const Places& places() const override { return places_; }
    void ask(std::span<const Question> questions, std::span<Answer> answers) override;

private:
    Boot boot_;
    wire::oracle::Header header_{};
    Places places_{};
};

} // namespace trapspec::diff::metal
