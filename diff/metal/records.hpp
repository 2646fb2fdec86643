// The bootable Host's records, taken apart: diff/wire/metal.hpp says how they are framed.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "diff/wire/metal.hpp"
#include "traces/trace.hpp"

namespace trapspec::diff::metal {

struct Event_record {
    wire::metal::Event event;
    std::vector<traces::Memory_word> memory;
    std::vector<traces::Gate> gates;
    std::vector<traces::Gate> idt;
};

using Machine_record = std::variant<wire::metal::Started, Event_record, wire::metal::Entry, wire::metal::Ended>;

/// Throws System_error when the stream is not what the machine should have written.
[[nodiscard]] std::vector<Machine_record> read_records(std::span<const std::uint32_t> stream);

} // namespace trapspec::diff::metal
