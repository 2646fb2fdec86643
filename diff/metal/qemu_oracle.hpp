// The oracle on QEMU: questions and answers lie in memory that both share.
#pragma once

#include "diff/metal/child.hpp"
#include "diff/metal/oracle.hpp"
#include "diff/systems/process.hpp"

namespace trapspec::diff::metal {

class Qemu_oracle final : public Oracle {
public:
    Qemu_oracle(const Boot& boot, const Descriptors& descriptors);
    ~Qemu_oracle() override;

    [[nodiscard]] const wire::oracle::Header& header() const override { return exchange_.header; }
    void ask(std::span<const Question> questions, std::span<Answer> answers) override;

private:
    template <class Condition>
    void wait_until(const Condition& condition, const char* what);
    void ask_batch(std::span<const Question> questions, std::span<Answer> answers);

    Boot boot_;
    Shared_memory memory_;
    wire::oracle::Exchange& exchange_;
    Temporary_folder folder_;
    Child child_;
};

} // namespace trapspec::diff::metal
