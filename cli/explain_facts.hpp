// What `trapspec explain` says of a value or a rule: facts with a name, a value for programs and words for people.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trapspec::cli {

struct Fact {
    std::string name;
    std::string words; ///< one line
    nlohmann::ordered_json value;
};
using Facts = std::vector<Fact>;

/// `vector`: the slot that the gate is meant for.
[[nodiscard]] Facts explain_gate(std::uint32_t a, std::uint32_t b, std::uint32_t vector);
[[nodiscard]] Facts explain_descriptor(std::uint32_t a, std::uint32_t b);
[[nodiscard]] Facts explain_selector(std::uint32_t selector);
[[nodiscard]] Facts explain_error_code(std::uint32_t vector, std::uint32_t code);
[[nodiscard]] Facts explain_eflags(std::uint32_t eflags);

/// A frame of 32-bit words from its lowest address upwards; `vector` tells what its error code means. Throws
/// std::invalid_argument when no frame has so many words.
[[nodiscard]] Facts explain_frame(const std::vector<std::uint32_t>& words, std::optional<std::uint32_t> vector);

/// Of the Host (R-...) or of the CPU (A-...). Throws std::invalid_argument when there is no such rule.
[[nodiscard]] Facts explain_rule(std::string_view id);

} // namespace trapspec::cli
