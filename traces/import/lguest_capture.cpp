#include "traces/import/lguest_capture.hpp"

#include <fmt/format.h>

#include "traces/errors.hpp"
#include "traces/format.hpp"

namespace trapspec::traces::lguest {

namespace {

using Kind = Json_value::Kind;

Json_value member(const Json_value& object, std::string_view name, Kind kind) {
    const auto value = object.find(name);
    if (!value) {
        object.fail(fmt::format("the capture's header has no '{}'; expected a capture of format 1", name));
    }
    return value->expect(kind, fmt::format("'{}' is of another type than in a capture of format 1", name));
}

/// What the capture's header says of its origin, word for word.
std::string provenance(const Json_value& line, const std::filesystem::path& file) {
    std::string notes = "{\"capture\":";
    append_json_string(notes, file.filename().string());
    line.for_each_member([&](const Json_value& key, const Json_value& value) {
        if (key.string() != "event") {
            notes += fmt::format(",{}:{}", key.raw(), value.raw());
        }
    });
    return notes + "}";
}

/// A capture says it in words: "QEMU 7.2 TCG -cpu pentium3", "Bochs 2.7 p3_katmai".
Cpu cpu_named(std::string_view text) {
    if (text.starts_with("QEMU") && text.find("TCG") != std::string_view::npos) {
        return Cpu::qemu_tcg;
    }
    return text.starts_with("Bochs") ? Cpu::bochs : Cpu::unnamed;
}

} // namespace

Capture::Capture(const std::filesystem::path& file) : lines_(file) {
    const auto text = lines_.next();
    if (!text) {
        throw Input_error(lines_.file(), 1, 1, "the file is empty; expected a captured lguest trace");
    }
    const Json_value line = json_.parse(*text, lines_.file(), lines_.line(), lines_.cut_short());
    line.expect(Kind::object, "the first line must be a header object");
    const auto event = line.find("event");
    if (!event || event->kind() != Kind::string || event->string() != "header") {
        line.fail(R"(the capture's header is missing; expected a first line {"event":"header", ...})");
    }
    const Json_value format = member(line, "format", Kind::integer);
    if (format.integer() != 1) {
        format.fail(fmt::format("unknown capture format {}; expected 1", format.integer()));
    }
    header_.source = fmt::format("captured lguest run: {}; {}; {}",
        member(line, "what", Kind::string).string(),
        member(line, "kernel", Kind::string).string(),
        member(line, "cpu", Kind::string).string());
    header_.rules = "linux-3.11";
    header_.cpu = cpu_named(member(line, "cpu", Kind::string).string());
    header_.syscall_vector = parse_word(member(line, "host_syscall_vector_param", Kind::string), "the vector");
    header_.notes = provenance(line, file);
    member(line, "guests", Kind::array).for_each_element([&](const Json_value& guest) {
        tags_[member(guest, "guest", Kind::integer).integer()] = member(guest, "tag", Kind::string).string();
    });
}

std::optional<Raw_record> Capture::next() {
    const auto text = lines_.next();
    if (!text) {
        return std::nullopt;
    }
    return parse_raw_record(json_.parse(*text, lines_.file(), lines_.line(), lines_.cut_short()));
}

std::string_view Capture::tag(std::uint64_t guest) const {
    const auto found = tags_.find(guest);
    return found == tags_.end() ? std::string_view{} : found->second;
}

void Capture::fail(const std::string& message) const {
    json_.fail(1, message);
}

} // namespace trapspec::traces::lguest
