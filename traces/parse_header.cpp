#include <algorithm>
#include <optional>

#include <fmt/ranges.h>

#include "traces/format.hpp"
#include "traces/parse_common.hpp"

namespace trapspec::traces {

namespace {

using Kind = Json_value::Kind;

void parse_handlers(const Json_value& value, std::array<std::uint32_t, vectors>& handlers) {
    if (value.kind() == Kind::object) {
        const auto members = take_members<2>(value, "'handlers'", {Member{"base", true}, Member{"stride", true}});
        const std::uint32_t base = parse_word(*members[0].value, "'base'");
        const std::uint32_t stride = parse_word(*members[1].value, "'stride'");
        for (std::uint32_t vector = 0; vector < vectors; ++vector) {
            handlers[vector] = base + vector * stride;
        }
        return;
    }
    value.expect(Kind::array, "'handlers' must be an array of 256 words or an object with base and stride");
    if (value.size() != vectors) {
        value.fail(fmt::format("'handlers' has {} words; expected 256, one for each vector", value.size()));
    }
    std::size_t next = 0;
    value.for_each_element([&](const Json_value& element) { handlers[next++] = parse_word(element, "a handler"); });
}

Cpu parse_cpu(const Json_value& value) {
    const std::string name = parse_text(value, "cpu");
    const auto found = std::find(cpu_names.begin() + 1, cpu_names.end(), name);
    if (found == cpu_names.end()) {
        value.fail(fmt::format(
            "unknown cpu '{}'; expected {} or {}; leave it out for any other", name, cpu_names[1], cpu_names[2]));
    }
    return static_cast<Cpu>(found - cpu_names.begin());
}

void check_version(const Json_value& line) {
    line.expect(Kind::object, "the first line must be a header object");
    const auto version = line.find("trapspec");
    if (!version) {
        const auto event = line.find("event");
        if (event && event->kind() == Kind::string && event->string() == "header") {
            line.fail("this is a raw lguest capture, not a trace; import it first");
        }
        line.fail(R"(the header is missing: expected a first line {"trapspec":1, "source":..., "rules":...})");
    }
    if (version->kind() != Kind::integer || version->integer() != format_version) {
        version->fail(
            fmt::format("unknown format version {}; expected {}", version->raw().substr(0, 20), format_version));
    }
}

} // namespace

void parse_header(const Json_value& line, Header& header) {
    check_version(line);
    const auto members = take_members<7>(line,
        "the header",
        {Member{"trapspec", true},
            Member{"source", true},
            Member{"rules", true},
            Member{"constants", true},
            Member{"initial", true},
            Member{"cpu", false},
            Member{"notes", false}});
    header.source = parse_text(*members[1].value, "source");
    header.rules = parse_text(*members[2].value, "rules");
    if (std::find(rules_names.begin(), rules_names.end(), header.rules) == rules_names.end()) {
        members[2].value->fail(
            fmt::format("unknown rules '{}'; expected one of {}", header.rules, fmt::join(rules_names, ", ")));
    }
    const auto constants =
        take_members<2>(*members[3].value, "'constants'", {Member{"syscall_vector", true}, Member{"handlers", true}});
    header.syscall_vector = parse_word(*constants[0].value, "'syscall_vector'");
    parse_handlers(*constants[1].value, header.handlers);
    const auto initial =
        take_members<2>(*members[4].value, "'initial'", {Member{"pfn_limit", true}, Member{"mapped_pages", true}});
    header.pfn_limit = parse_word(*initial[0].value, "'pfn_limit'");
    header.mapped_pages = parse_word(*initial[1].value, "'mapped_pages'");
    header.cpu = members[5].value ? parse_cpu(*members[5].value) : Cpu::unnamed;
    header.notes.clear();
    if (members[6].value) {
        members[6].value->expect(Kind::object, "'notes' must be an object");
        header.notes = members[6].value->raw();
    }
}

} // namespace trapspec::traces
