// The headers above the rules, as their sources have them: what is given, what then holds, where it is from, and why.
#pragma once

#include <array>
#include <string_view>

namespace trapspec::cli {

struct Rule_section {
    std::string_view name; ///< "Given", "Then", "Source", "Why"; empty behind the last
    std::string_view text; ///< one line
};

struct Rule_header {
    std::string_view title; ///< ids first: "R-SET-1, R-SET-2, R-SET-3 What becomes of a gate"
    std::array<Rule_section, 4> sections;
};

inline constexpr std::array rule_headers = std::to_array<Rule_header>({
#include <rule_headers.inc> // made by CMakeLists.txt
});

/// Null for none.
constexpr const Rule_header* header_of(std::string_view id) {
    for (const Rule_header& header : rule_headers) {
        for (std::size_t at = header.title.find(id); at != std::string_view::npos; at = header.title.find(id, at + 1)) {
            const std::size_t end = at + id.size();
            if (end == header.title.size() || header.title[end] < '0' || header.title[end] > '9') {
                return &header;
            }
        }
    }
    return nullptr;
}

} // namespace trapspec::cli
