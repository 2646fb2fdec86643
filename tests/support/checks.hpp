// What a test asks of a machine afterwards.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <vector>

#include "model/state/words.hpp"
#include "tests/support/guest.hpp"

namespace trapspec::test {

/// One write of the Host into Guest memory.
struct Written {
    uint32_t address;
    uint32_t value;
    uint32_t length = 4;
    friend bool operator==(const Written&, const Written&) = default;
};
std::ostream& operator<<(std::ostream& out, const Written& written);
std::ostream& operator<<(std::ostream& out, const Gate_words& gate);

/// The Host's writes during the last event, in order.
[[nodiscard]] std::vector<Written> writes(const Machine& m);

/// Dead for this reason, with these numbers (0 where it keeps fewer).
[[nodiscard]] testing::AssertionResult killed(
    const Machine& m, Reason reason, uint32_t first = 0, uint32_t second = 0, uint32_t third = 0);
[[nodiscard]] testing::AssertionResult alive(const Machine& m);

/// These arms fired in the last event, or none of them did.
[[nodiscard]] testing::AssertionResult fired(const Machine& m, std::initializer_list<Rule> arms);
[[nodiscard]] testing::AssertionResult not_fired(const Machine& m, std::initializer_list<Rule> arms);

/// Every state word, and both tables by their digests.
class Snapshot {
public:
    explicit Snapshot(const Machine& m);

    /// Names of the state words that differ in `after`, in the order of the wire; "gates", "idt" for the tables.
    [[nodiscard]] std::vector<std::string> changes(const Machine& after) const;

private:
    std::array<uint64_t, model::state_word_count> words_;
    uint64_t gates_;
    uint64_t idt_;
};

using Names = std::vector<std::string>;

/// A state word by its name in model/state.
[[nodiscard]] uint64_t state_word(const Machine& m, std::string_view name);

} // namespace trapspec::test
