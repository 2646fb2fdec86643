// The members of a captured record, by name and type.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "traces/format.hpp"
#include "traces/import/lguest_records.hpp"
#include "traces/json_line.hpp"

namespace trapspec::traces::lguest {

/// The members of one object by name; each must be there.
class Fields {
public:
    explicit Fields(const Json_value& object) : object_(object) {
        object.expect(Json_value::Kind::object, "a record must be an object");
    }

    [[nodiscard]] Json_value at(std::string_view name) const {
        const auto member = object_.find(name);
        if (!member) {
            object_.fail(fmt::format("no '{}' here; expected a capture of format 1", name));
        }
        return *member;
    }
    [[nodiscard]] std::uint32_t word(std::string_view name) const { return parse_word(at(name), name); }
    [[nodiscard]] bool flag(std::string_view name) const { return parse_flag(at(name), name); }
    [[nodiscard]] Fields object(std::string_view name) const { return Fields(at(name)); }
    [[nodiscard]] bool is_null(std::string_view name) const { return at(name).kind() == Json_value::Kind::null; }
    [[nodiscard]] std::string text(std::string_view name) const {
        return std::string{
            at(name).expect(Json_value::Kind::string, fmt::format("'{}' must be a string", name)).string()};
    }
    [[nodiscard]] std::uint64_t number(std::string_view name) const {
        return at(name).expect(Json_value::Kind::integer, fmt::format("'{}' must be a number", name)).integer();
    }
    [[nodiscard]] std::vector<std::uint32_t> words(std::string_view name) const {
        std::vector<std::uint32_t> result;
        at(name).expect(Json_value::Kind::array, fmt::format("'{}' must be an array of words", name));
        at(name).for_each_element([&](const Json_value& each) { result.push_back(parse_word(each, name)); });
        return result;
    }
    template <std::size_t Count>
    [[nodiscard]] std::array<std::uint32_t, Count> exactly(std::string_view name) const {
        const std::vector<std::uint32_t> all = words(name);
        if (all.size() != Count) {
            at(name).fail(fmt::format("'{}' has {} words; expected {}", name, all.size(), Count));
        }
        std::array<std::uint32_t, Count> result{};
        std::copy(all.begin(), all.end(), result.begin());
        return result;
    }

private:
    Json_value object_;
};

[[nodiscard]] inline Gate gate_of(const Fields& fields) {
    return {.slot = 0, .a = fields.word("a"), .b = fields.word("b")};
}

[[nodiscard]] Body parse_deliver_trap(const Fields& f);
[[nodiscard]] Body parse_try_deliver(const Fields& f);

} // namespace trapspec::traces::lguest
