// An oracle on a machine that writes its answers where questions were put: in memory that both have, or on its disk.
#pragma once

#include "diff/metal/child.hpp"
#include "diff/metal/oracle.hpp"

namespace trapspec::diff::metal {

/// Where either side writes. The two headers may be one.
struct Mailbox {
    wire::oracle::Header* asker;
    wire::oracle::Header* machine;
    Question* questions; ///< a batch
    Answer* answers;
};

class Mailbox_oracle : public Oracle {
public:
    ~Mailbox_oracle() override;

    /// To be called once, before anything else. Throws System_error if the machine does not get ready within the limit.
    void wait_until_ready();

    [[nodiscard]] const wire::oracle::Header& header() const override { return header_; }
    void ask(std::span<const Question> questions, std::span<Answer> answers) override;

protected:
    explicit Mailbox_oracle(const Boot& boot) : boot_(boot) {}
    /// To be called once, by who has prepared the mailbox and the folder. Does not wait for the machine.
    void start(const Mailbox& mailbox,
        const Descriptors& descriptors,
        const std::vector<std::string>& command,
        int shared_with_child);
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

private:
    template <class Condition>
    void wait_until(const Condition& condition, const char* what);
    void ask_batch(std::span<const Question> questions, std::span<Answer> answers);

    Boot boot_;
    Mailbox mailbox_{};
    wire::oracle::Header header_{};
    std::chrono::steady_clock::duration time_per_question_{}; ///< of the last batch
    Temporary_folder folder_;
    std::unique_ptr<Child> child_;
};

} // namespace trapspec::diff::metal
