// Each event in one English line, from what it asked for and what the model says became of it.
#pragma once

#include <string>
#include <vector>

#include "diff/systems/model.hpp"

namespace trapspec::diff {

/// The arms that fired, in table order, without the unnamed one.
[[nodiscard]] std::vector<model::Rule> arms_of(const Model_system::Fired& fired);

/// Words of the frame that the Host pushed; 0: it pushed none.
[[nodiscard]] std::size_t frame_words(const Model_system::Fired& fired);

/// What a handler of the Guest reports.
[[nodiscard]] std::string explain(const traces::Handler_entry& report);

[[nodiscard]] std::string explain(
    const Event& event, const Snapshot& before, const Snapshot& after, const Model_system::Fired& fired);

} // namespace trapspec::diff
