// A CPU that questions may end: it is started again, and the question that did it is found.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "diff/metal/oracle.hpp"

namespace trapspec::diff::cpu {

/// What a CPU made of a question.
struct Reply {
    metal::Answer answer{};
    std::string trouble; ///< it gave no answer, and in what way; empty: it did
};

class Asker {
public:
    explicit Asker(std::function<std::unique_ptr<metal::Oracle>()> start) : start_(std::move(start)), cpu_(start_()) {}

    [[nodiscard]] const metal::Oracle& cpu() const { return *cpu_; }
    /// One reply a question. At most `most_troubles` CPUs are lost over it; the rest of the questions then has trouble, too.
    [[nodiscard]] std::vector<Reply> ask(std::span<const metal::Question> questions);

private:
    void ask_part(std::span<const metal::Question> questions, std::span<Reply> replies, unsigned& troubles);

    std::function<std::unique_ptr<metal::Oracle>()> start_;
    std::unique_ptr<metal::Oracle> cpu_;
};

} // namespace trapspec::diff::cpu
