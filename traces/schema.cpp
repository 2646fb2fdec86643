#include <nlohmann/json.hpp>

#include "traces/json.hpp"

namespace trapspec::traces {

namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view name) {
    return {{"$ref", "#/$defs/" + std::string{name}}};
}

Json list_of(Json item) {
    return {{"type", "array"}, {"items", std::move(item)}};
}

Json tuple_of(std::initializer_list<Json> items) {
    return {{"type", "array"}, {"prefixItems", Json(items)}, {"items", false}, {"minItems", items.size()}};
}

Json object_of(Json properties, const std::vector<std::string>& required) {
    return {{"type", "object"},
        {"properties", std::move(properties)},
        {"required", required},
        {"additionalProperties", false}};
}

Json state_word(const model::Word_info& info) {
    if (info.type == model::Word_type::flag) {
        return {{"type", "boolean"}};
    }
    if (info.type == model::Word_type::reason) {
        return reference("reason");
    }
    return reference("word" + std::to_string(info.width));
}

Json observation() {
    Json properties = Json::object();
    for (const model::Word_info& info : model::state_words) {
        properties[std::string{info.name}] = state_word(info);
    }
    properties["gates"] = list_of(reference("gate"));
    properties["idt"] = list_of(reference("gate"));
    properties["idt_fnv1a"] = reference("word32");
    properties["memory"] = list_of(reference("memory"));
    return object_of(std::move(properties), {});
}

Json handler_entry() {
    return object_of({{"vector", reference("word8")},
                         {"reflected", {{"type", "boolean"}}},
                         {"esp", reference("word32")},
                         {"eflags", reference("word32")},
                         {"irq_enabled", reference("word32")},
                         {"words", list_of(reference("word32"))}},
        {"vector", "reflected", "esp", "eflags", "words"});
}

Json event(const model::Event_info& info) {
    Json properties = {{"event", {{"const", info.name}}}};
    std::vector<std::string> required{"event"};
    for (const model::Argument& argument : info.arguments) {
        const bool flag = argument.type == model::Argument_type::flag;
        properties[std::string{argument.name}] = flag ? Json{{"type", "boolean"}} : reference("word32");
        required.emplace_back(argument.name);
    }
    properties["before"] = reference("before");
    properties["after"] = reference("after");
    properties["uncompared"] = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    properties["note"] = {{"type", "string"}};
    properties["origin"] = {{"type", "string"}};
    Json schema = object_of(std::move(properties), required);
    schema["description"] = info.meaning;
    return schema;
}

Json header() {
    const Json handlers = {{"oneOf",
        {{{"type", "array"}, {"items", reference("word32")}, {"minItems", vectors}, {"maxItems", vectors}},
            object_of({{"base", reference("word32")}, {"stride", reference("word32")}}, {"base", "stride"})}}};
    return object_of({{"trapspec", {{"const", format_version}}},
                         {"source", {{"type", "string"}}},
                         {"rules", {{"enum", rules_names}}},
                         {"constants",
                             object_of({{"syscall_vector", reference("word32")}, {"handlers", handlers}},
                                 {"syscall_vector", "handlers"})},
                         {"initial",
                             object_of({{"pfn_limit", reference("word32")}, {"mapped_pages", reference("word32")}},
                                 {"pfn_limit", "mapped_pages"})},
                         {"cpu", {{"enum", {cpu_names[1], cpu_names[2]}}}},
                         {"notes", {{"type", "object"}}}},
        {"trapspec", "source", "rules", "constants", "initial"});
}

/// A word of `width` bits, printed in 8 or 16 digits.
Json word_of(unsigned width) {
    const unsigned digits = width > 32 ? 16 : 8;
    const unsigned used = width / 4;
    std::string pattern = "^0x" + std::string(digits - used, '0') + "[0-9a-f]{" + std::to_string(used) + "}$";
    return {{"type", "string"}, {"pattern", std::move(pattern)}};
}

} // namespace

nlohmann::ordered_json line_schema() {
    Json definitions;
    for (const unsigned width : {8U, 16U, 32U, 64U}) {
        definitions["word" + std::to_string(width)] = word_of(width);
    }
    definitions["reason"]["enum"] = Json::array();
    for (const model::Reason_info& info : model::reason_table) {
        definitions["reason"]["enum"].push_back(info.name);
    }
    const Json slot = {{"type", "integer"}, {"minimum", 0}, {"maximum", vectors - 1}};
    definitions["gate"] = tuple_of({slot, reference("word32"), reference("word32")});
    definitions["memory"] = tuple_of({reference("word32"), reference("word32")});
    definitions["before"] = observation();
    definitions["after"] = observation();
    definitions["after"]["properties"]["fired"] = list_of({{"type", "string"}});
    definitions["after"]["properties"]["handler_entry"] = handler_entry();
    definitions["header"] = header();
    Json choices = Json::array({reference("header")});
    for (const model::Event_info& info : model::event_table) {
        definitions[std::string{info.name}] = event(info);
        choices.push_back(reference(info.name));
    }
    return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", "One line of a trapspec trace: the header on the first, an event on every other"},
        {"oneOf", std::move(choices)},
        {"$defs", std::move(definitions)}};
}

} // namespace trapspec::traces
