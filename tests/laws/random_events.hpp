// Random events that get somewhere: arguments by what they mean, edges more often than the middle.
#pragma once

#include "model/step.hpp"
#include "tests/laws/random.hpp"

namespace trapspec::test {

struct Event_words {
    model::Event_kind kind;
    std::array<std::uint32_t, model::max_arguments> arguments{};
};

[[nodiscard]] Event_words random_event(Random& random);

} // namespace trapspec::test
