// Small helpers of the parsing files.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/ranges.h>

#include "traces/json_line.hpp"

namespace trapspec::traces {

/// Fails for a key that is there twice; `seen` remembers the first.
inline void once(bool& seen, const Json_value& key) {
    if (seen) {
        key.fail(fmt::format("'{}' is there twice; expected it once", key.string()));
    }
    seen = true;
}

[[nodiscard]] inline std::string parse_text(const Json_value& value, std::string_view name) {
    value.expect(Json_value::Kind::string, fmt::format("'{}' must be a string", name));
    return std::string{value.string()};
}

/// The members of an object, all of which must be known and there at most once.
struct Member {
    std::string_view name;
    bool required;
    std::optional<Json_value> value{};
};

template <std::size_t Count>
[[nodiscard]] std::array<Member, Count> take_members(
    const Json_value& object, std::string_view what, std::array<Member, Count> members) {
    object.expect(Json_value::Kind::object, fmt::format("{} must be an object", what));
    object.for_each_member([&](const Json_value& key, const Json_value& value) {
        const auto has_key = [&](const Member& member) { return member.name == key.string(); };
        const auto found = std::find_if(members.begin(), members.end(), has_key);
        if (found == members.end()) {
            std::array<std::string_view, Count> names;
            std::transform(members.begin(), members.end(), names.begin(), [](const Member& m) { return m.name; });
            key.fail(fmt::format("unknown field '{}' in {}; expected {}", key.string(), what, fmt::join(names, ", ")));
        }
        bool seen = found->value.has_value();
        once(seen, key);
        found->value = value;
    });
    for (const Member& member : members) {
        if (member.required && !member.value) {
            object.fail(fmt::format("{} has no '{}'; add it", what, member.name));
        }
    }
    return members;
}

} // namespace trapspec::traces
