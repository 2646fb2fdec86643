#include <algorithm>
#include <array>

#include "traces/format.hpp"
#include "traces/hex.hpp"
#include "traces/parse_common.hpp"

namespace trapspec::traces {

namespace {

using Kind = Json_value::Kind;

/// What an observation may have besides state words.
enum Special : std::size_t { gates_field, idt_field, idt_fnv1a_field, memory_field, fired_field, handler_entry_field };
constexpr std::array<std::string_view, 6> special_names{
    "gates", "idt", "idt_fnv1a", "memory", "fired", "handler_entry"};
constexpr std::size_t first_of_after = fired_field; ///< these only in `after`

struct Named_word {
    std::string_view name;
    std::size_t index;
};

/// The state words by name, to search in.
constexpr auto words_by_name = [] {
    std::array<Named_word, model::state_word_count> sorted{};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        sorted[i] = {model::state_words[i].name, i};
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return sorted;
}();

std::optional<std::size_t> find_word(std::string_view name) {
    const auto found = std::lower_bound(
        words_by_name.begin(), words_by_name.end(), name, [](const auto& each, auto key) { return each.name < key; });
    if (found == words_by_name.end() || found->name != name) {
        return std::nullopt;
    }
    return found->index;
}

std::uint64_t parse_reason(const Json_value& value) {
    value.expect(Kind::string, "'reason' must be the name of a reason");
    for (const model::Reason_info& each : model::reason_table) {
        if (each.name == value.string()) {
            return static_cast<std::uint64_t>(each.reason);
        }
    }
    value.fail(fmt::format("unknown reason '{}'; expected a name such as none or bad_address", value.string()));
}

std::uint64_t parse_state_word(const model::Word_info& info, const Json_value& value) {
    if (info.type == model::Word_type::flag) {
        return parse_flag(value, info.name) ? 1 : 0;
    }
    if (info.type == model::Word_type::reason) {
        return parse_reason(value);
    }
    const std::size_t digits = hex_digits(info.width);
    value.expect(Kind::string, fmt::format("'{}' must be a word of {} hex digits in a string", info.name, digits));
    const auto word = parse_hex(value.string(), digits);
    if (!word) {
        value.fail(fmt::format("'{}' is '{}'; expected 0x and exactly {} lower-case hex digits",
            info.name,
            value.string().substr(0, 40),
            digits));
    }
    if (info.width < 64 && (*word >> info.width) != 0) {
        value.fail(fmt::format("'{}' is {}; expected a value of {} bits", info.name, value.string(), info.width));
    }
    return *word;
}

/// The elements of [x, y, ...] one by one, when there are exactly `Count`.
template <std::size_t Count, class Visitor>
void for_each_of_tuple(const Json_value& tuple, std::string_view shape, Visitor&& visit) {
    tuple.expect(Kind::array, fmt::format("expected {}", shape));
    if (tuple.size() != Count) {
        tuple.fail(fmt::format("{} elements; expected {}", tuple.size(), shape));
    }
    std::size_t index = 0;
    tuple.for_each_element([&](const Json_value& element) { visit(index++, element); });
}

void parse_gates(const Json_value& value, std::string_view name, std::vector<Gate>& gates) {
    value.expect(Kind::array, fmt::format("'{}' must be an array of [slot, a, b]", name));
    value.for_each_element([&](const Json_value& tuple) {
        Gate gate;
        for_each_of_tuple<3>(tuple, "[slot, a, b]", [&](std::size_t index, const Json_value& element) {
            if (index == 0) {
                element.expect(Kind::integer, "a slot must be a number from 0 to 255");
                if (element.integer() >= vectors) {
                    element.fail(fmt::format("slot {}; expected a number from 0 to 255", element.integer()));
                }
                gate.slot = static_cast<std::uint8_t>(element.integer());
            } else {
                (index == 1 ? gate.a : gate.b) = parse_word(element, "a gate's word");
            }
        });
        gates.push_back(gate);
    });
}

void parse_memory(const Json_value& value, std::vector<Memory_word>& memory) {
    value.expect(Kind::array, "'memory' must be an array of [address, value]");
    value.for_each_element([&](const Json_value& tuple) {
        Memory_word each;
        for_each_of_tuple<2>(tuple, "[address, value]", [&](std::size_t index, const Json_value& element) {
            (index == 0 ? each.address : each.value) = parse_word(element, index == 0 ? "an address" : "a value");
        });
        memory.push_back(each);
    });
}

void parse_fired(const Json_value& value, std::vector<std::string>& fired) {
    value.expect(Kind::array, "'fired' must be an array of strings");
    value.for_each_element([&](const Json_value& element) { fired.push_back(parse_text(element, "fired")); });
}

std::uint8_t parse_vector(const Json_value& value) {
    const std::uint32_t vector = parse_word(value, "'vector'");
    if (vector >= vectors) {
        value.fail(fmt::format("vector {:#x}; expected one of 256", vector));
    }
    return static_cast<std::uint8_t>(vector);
}

Handler_entry parse_handler_entry(const Json_value& value) {
    const auto members = take_members<6>(value,
        "'handler_entry'",
        {Member{"vector", true},
            Member{"reflected", true},
            Member{"esp", true},
            Member{"eflags", true},
            Member{"irq_enabled", false},
            Member{"words", true}});
    Handler_entry entry;
    entry.vector = parse_vector(*members[0].value);
    entry.reflected = parse_flag(*members[1].value, "'reflected'");
    entry.esp = parse_word(*members[2].value, "'esp'");
    entry.eflags = parse_word(*members[3].value, "'eflags'");
    if (members[4].value) {
        entry.irq_enabled = parse_word(*members[4].value, "'irq_enabled'");
    }
    members[5].value->expect(Kind::array, "'words' must be an array of words");
    members[5].value->for_each_element(
        [&](const Json_value& element) { entry.words.push_back(parse_word(element, "a word of the stack")); });
    return entry;
}

void parse_special(std::size_t field, const Json_value& value, Observation& observation) {
    switch (field) {
    case gates_field:
        parse_gates(value, "gates", observation.gates);
        break;
    case idt_field:
        parse_gates(value, "idt", observation.idt);
        break;
    case idt_fnv1a_field:
        observation.idt_fnv1a = parse_word(value, "'idt_fnv1a'");
        break;
    case memory_field:
        parse_memory(value, observation.memory);
        break;
    case fired_field:
        parse_fired(value, observation.fired);
        break;
    default:
        observation.handler_entry = parse_handler_entry(value);
        break;
    }
}

} // namespace

void parse_observation(const Json_value& object, bool is_after, Observation& observation) {
    const std::string_view where = is_after ? "after" : "before";
    object.expect(Kind::object, fmt::format("'{}' must be an object of state words", where));
    std::array<bool, model::state_word_count> word_seen{};
    std::array<bool, special_names.size()> special_seen{};
    object.for_each_member([&](const Json_value& key, const Json_value& value) {
        if (const auto index = find_word(key.string())) {
            once(word_seen[*index], key);
            observation.see(*index, parse_state_word(model::state_words[*index], value));
            return;
        }
        const auto found = std::find(special_names.begin(), special_names.end(), key.string());
        const auto field = static_cast<std::size_t>(found - special_names.begin());
        if (found == special_names.end() || (field >= first_of_after && !is_after)) {
            key.fail(fmt::format("unknown field '{}' in '{}'; expected a state word, gates, idt, idt_fnv1a, memory{}",
                key.string(),
                where,
                is_after ? ", fired or handler_entry" : ""));
        }
        once(special_seen[field], key);
        parse_special(field, value, observation);
    });
}

} // namespace trapspec::traces
