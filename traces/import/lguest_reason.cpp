#include "traces/import/lguest_reason.hpp"

#include <charconv>
#include <optional>

namespace trapspec::traces::lguest {

namespace {

/// Takes a number as printed for `{}` (decimal) or `{:#x}` off the front.
std::optional<std::uint32_t> take_number(std::string_view& text, bool hexadecimal) {
    if (hexadecimal && text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, hexadecimal ? 16 : 10);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// The numbers in `text` if it was printed with `format`; what follows is left in `text`.
std::optional<std::array<std::uint32_t, 3>> match(std::string_view format, std::string_view& text) {
    std::array<std::uint32_t, 3> numbers{};
    std::size_t next = 0;
    while (!format.empty()) {
        if (format.front() == '{') {
            const std::size_t close = format.find('}');
            const auto number = take_number(text, format.substr(0, close).ends_with('x'));
            if (!number) {
                return std::nullopt;
            }
            numbers.at(next++) = *number;
            format.remove_prefix(close + 1);
        } else {
            if (text.empty() || text.front() != format.front()) {
                return std::nullopt;
            }
            text.remove_prefix(1);
            format.remove_prefix(1);
        }
    }
    return numbers;
}

} // namespace

Kill_reason read_reason(std::string_view text) {
    for (const model::Reason_info& info : model::reason_table) {
        if (info.reason == model::Reason::none || info.reason == model::Reason::outside) {
            continue;
        }
        std::string_view rest = text;
        const auto numbers = match(info.text, rest);
        // "bad guest page" goes on with a pointer that the rules do not keep.
        if (numbers && (rest.empty() || info.reason == model::Reason::bad_guest_page)) {
            return {info.reason, *numbers};
        }
    }
    return {};
}

} // namespace trapspec::traces::lguest
