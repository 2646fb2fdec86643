// Small helpers of the parsing files.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

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

} // namespace trapspec::traces
