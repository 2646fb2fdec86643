#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "traces/format.hpp"
#include "traces/hex.hpp"
#include "traces/parse_common.hpp"

namespace trapspec::traces {

namespace {

using Kind = Json_value::Kind;

/// The fields that any event line may have, besides the arguments of its kind.
enum Common : std::size_t { event_field, before_field, after_field, uncompared_field, note_field, origin_field };
constexpr std::array<std::string_view, 6> common_names{"event", "before", "after", "uncompared", "note", "origin"};

model::Event_kind parse_kind(const Json_value& line) {
    const auto value = line.find("event");
    if (!value) {
        line.fail(R"(this line has no "event"; expected {"event":"name of the event", ...})");
    }
    value->expect(Kind::string, "'event' must be the name of an event");
    const auto kind = model::event_kind_named(value->string());
    if (!kind) {
        std::array<std::string_view, model::event_count> names;
        std::transform(
            model::event_table.begin(), model::event_table.end(), names.begin(), [](const auto& e) { return e.name; });
        value->fail(fmt::format("unknown event '{}'; expected one of {}", value->string(), fmt::join(names, ", ")));
    }
    return *kind;
}

std::uint32_t parse_argument(const model::Argument& argument, const Json_value& value) {
    if (argument.type == model::Argument_type::flag) {
        return parse_flag(value, argument.name) ? 1 : 0;
    }
    return parse_word(value, argument.name);
}

void parse_uncompared(const Json_value& value, std::vector<Uncompared>& uncompared) {
    value.expect(Kind::object, "'uncompared' must be an object of field: reason");
    value.for_each_member([&](const Json_value& key, const Json_value& reason) {
        reason.expect(Kind::string, "a reason must be a string");
        uncompared.push_back({std::string{key.string()}, std::string{reason.string()}});
    });
}

void parse_common(std::size_t field, const Json_value& value, Record& record) {
    switch (field) {
    case before_field:
        parse_observation(value, false, record.before);
        break;
    case after_field:
        parse_observation(value, true, record.after);
        break;
    case uncompared_field:
        parse_uncompared(value, record.uncompared);
        break;
    case note_field:
        record.note = parse_text(value, "note");
        break;
    case origin_field:
        record.origin = parse_text(value, "origin");
        break;
    default:
        break;
    }
}

} // namespace

std::uint32_t parse_word(const Json_value& value, std::string_view what) {
    value.expect(Kind::string, fmt::format(R"({} must be a word like "0x0000001f")", what));
    const auto word = parse_hex(value.string(), 8);
    if (!word) {
        value.fail(fmt::format(
            R"({} is '{}'; expected 0x and exactly 8 lower-case hex digits)", what, value.string().substr(0, 40)));
    }
    return static_cast<std::uint32_t>(*word);
}

bool parse_flag(const Json_value& value, std::string_view what) {
    return value.expect(Kind::boolean, fmt::format("{} must be true or false", what)).boolean();
}

void parse_record(const Json_value& line, Record& record) {
    line.expect(Kind::object, "an event line must be an object");
    record.clear();
    record.event.kind = parse_kind(line);
    const model::Event_info& info = model::info(record.event.kind);
    std::array<bool, common_names.size()> common_seen{};
    std::array<bool, model::max_arguments> argument_seen{};
    line.for_each_member([&](const Json_value& key, const Json_value& value) {
        for (std::size_t i = 0; i < info.arguments.size(); ++i) {
            if (info.arguments[i].name == key.string()) {
                once(argument_seen[i], key);
                record.event.arguments[i] = parse_argument(info.arguments[i], value);
                return;
            }
        }
        const auto found = std::find(common_names.begin(), common_names.end(), key.string());
        if (found == common_names.end()) {
            std::string names = fmt::format("{}", fmt::join(common_names, ", "));
            for (const model::Argument& argument : info.arguments) {
                names += fmt::format(", {}", argument.name);
            }
            key.fail(fmt::format("unknown field '{}' in a {}; expected {}", key.string(), info.name, names));
        }
        const auto field = static_cast<std::size_t>(found - common_names.begin());
        once(common_seen[field], key);
        parse_common(field, value, record);
    });
    for (std::size_t i = 0; i < info.arguments.size(); ++i) {
        if (!argument_seen[i]) {
            line.fail(fmt::format("{} has no '{}'; every argument must be given", info.name, info.arguments[i].name));
        }
    }
}

} // namespace trapspec::traces
