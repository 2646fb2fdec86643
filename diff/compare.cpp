#include "diff/compare.hpp"

#include <fmt/format.h>

#include <cstring>
#include <map>

#include "diff/decode.hpp"

namespace trapspec::diff {

namespace {

using Bytes = std::map<std::uint32_t, std::uint8_t>;

Bytes final_bytes(const Snapshot& snapshot) {
    Bytes bytes;
    const std::uint32_t count = std::min(snapshot.write_count, wire::max_writes);
    for (std::uint32_t i = 0; i < count; ++i) {
        const wire::Write& write = snapshot.writes[i];
        for (std::uint32_t byte = 0; byte < std::min(write.length, 4U); ++byte) {
            bytes[write.address + byte] = static_cast<std::uint8_t>(write.value >> (8 * byte));
        }
    }
    return bytes;
}

bool writes_are_identical(const Snapshot& a, const Snapshot& b) {
    return a.write_count == b.write_count &&
           std::memcmp(a.writes, b.writes, std::min(a.write_count, wire::max_writes) * sizeof(wire::Write)) == 0;
}

/// The same bytes in the end, but written in another order, or in other pieces.
void compare_steps(const Snapshot& model, const Snapshot& implementation, std::vector<Difference>& found) {
    if (model.write_count != implementation.write_count) {
        found.push_back(
            {"number of writes", std::nullopt, model.write_count, implementation.write_count, Difference::npos});
        return;
    }
    for (std::uint32_t i = 0; i < std::min(model.write_count, wire::max_writes); ++i) {
        const wire::Write& ours = model.writes[i];
        const wire::Write& theirs = implementation.writes[i];
        const auto add = [&](std::string_view part, std::uint32_t a, std::uint32_t b) {
            if (a != b) {
                found.push_back({fmt::format("{} of write {}", part, i + 1), std::nullopt, a, b, Difference::npos});
            }
        };
        add("address", ours.address, theirs.address);
        add("length", ours.length, theirs.length);
        add("value", ours.value, theirs.value);
    }
}

void compare_writes(const Snapshot& model, const Snapshot& implementation, std::vector<Difference>& found) {
    if (writes_are_identical(model, implementation)) {
        return;
    }
    const Bytes ours = final_bytes(model);
    const Bytes theirs = final_bytes(implementation);
    if (ours == theirs) {
        compare_steps(model, implementation, found);
        return;
    }
    const auto add = [&](std::uint32_t address, auto a, auto b) {
        found.push_back({fmt::format("memory[0x{:08x}] (byte)", address), std::nullopt, a, b, Difference::npos});
    };
    using Value = std::optional<std::uint64_t>;
    for (const auto& [address, byte] : ours) {
        const auto other = theirs.find(address);
        if (other == theirs.end()) {
            add(address, Value(byte), Value());
        } else if (other->second != byte) {
            add(address, Value(byte), Value(other->second));
        }
    }
    for (const auto& [address, byte] : theirs) {
        if (!ours.contains(address)) {
            add(address, Value(), Value(byte));
        }
    }
}

void compare_table(std::string_view name,
    const std::array<std::uint64_t, 256>& model,
    const std::array<std::uint64_t, 256>& implementation,
    std::vector<Difference>& found) {
    for (std::size_t slot = 0; slot < model.size(); ++slot) {
        for (const auto& [part, shift] : {std::pair{".a", 0}, std::pair{".b", 32}}) {
            const std::uint64_t ours = model[slot] >> shift & 0xFFFFFFFF;
            const std::uint64_t theirs = implementation[slot] >> shift & 0xFFFFFFFF;
            if (ours != theirs) {
                found.push_back(
                    {fmt::format("{}[{:#x}]{}", name, slot, part), std::nullopt, ours, theirs, Difference::npos});
            }
        }
    }
}

} // namespace

bool agree(const Snapshot& model, const Snapshot& implementation) {
    return model.status == implementation.status &&
           std::memcmp(model.words, implementation.words, sizeof model.words) == 0 &&
           std::memcmp(model.gates_digest, implementation.gates_digest, sizeof model.gates_digest) == 0 &&
           std::memcmp(model.idt_digest, implementation.idt_digest, sizeof model.idt_digest) == 0 &&
           writes_are_identical(model, implementation);
}

std::vector<Difference> differences(
    const Snapshot& from_model, const Snapshot& from_implementation, System& model, System& implementation) {
    std::vector<Difference> found;
    if (from_model.status != from_implementation.status) {
        found.push_back({"status", std::nullopt, from_model.status, from_implementation.status, Difference::npos});
    }
    for (std::size_t i = 0; i < model::state_word_count; ++i) {
        const std::uint64_t ours = word_of(from_model, i);
        const std::uint64_t theirs = word_of(from_implementation, i);
        if (ours != theirs) {
            found.push_back({std::string(model::state_words[i].name), std::nullopt, ours, theirs, i});
        }
    }
    compare_writes(from_model, from_implementation, found);
    if (digest(from_model.gates_digest) != digest(from_implementation.gates_digest) ||
        digest(from_model.idt_digest) != digest(from_implementation.idt_digest)) {
        const std::size_t before = found.size();
        const Tables ours = model.tables();
        const Tables theirs = implementation.tables();
        compare_table("gates", ours.gates, theirs.gates, found);
        compare_table("idt", ours.idt, theirs.idt, found);
        if (found.size() == before) {
            found.push_back({"table digest",
                std::nullopt,
                digest(from_model.gates_digest),
                digest(from_implementation.gates_digest),
                Difference::npos});
        }
    }
    return found;
}

std::string who_stands_alone(const Difference& d) {
    if (!d.observed) {
        return "model and implementation differ, and nothing was recorded that could decide";
    }
    if (!d.implementation || !d.model) {
        return d.model ? "the recording and the model differ" : "the recording and the implementation differ";
    }
    if (d.model == d.implementation) {
        return "the recording stands alone: model and implementation agree";
    }
    if (d.observed == d.implementation) {
        return "the model stands alone";
    }
    if (d.observed == d.model) {
        return "the implementation stands alone";
    }
    return "all three differ";
}

std::string show_value(const Difference& difference, std::uint64_t value) {
    if (difference.word != Difference::npos) {
        return show_word(difference.word, value);
    }
    return value > 0xFFFFFFFF ? fmt::format("0x{:016x}", value) : fmt::format("0x{:08x}", value);
}

namespace {

/// One mark under each hex digit of `shown` in which the values differ.
std::string marks(const std::string& shown, std::uint64_t differing) {
    std::string line(shown.size(), ' ');
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const std::size_t digit = shown.size() - 1 - i;
        if (digit < 16 && (differing >> (4 * digit) & 0xF) != 0 && i >= 2) {
            line[i] = '^';
        }
    }
    return line;
}

} // namespace

std::string show(const Difference& d) {
    std::string text;
    std::uint64_t differing = 0;
    std::optional<std::uint64_t> first;
    for (const auto& [side, value] : {std::pair{"observed", d.observed},
             std::pair{"model", d.model},
             std::pair{"implementation", d.implementation}}) {
        if (value) {
            differing |= first.value_or(*value) ^ *value;
            first = first.value_or(*value);
            text += fmt::format("      {:<15} {}\n", side, show_value(d, *value));
        } else if (std::string_view(side) != "observed" || d.observed) {
            text += fmt::format("      {:<15} -\n", side);
        }
    }
    if (const std::string shown = show_value(d, first.value_or(0)); differing != 0 && shown.starts_with("0x")) {
        text += fmt::format("      {:<15} {}  bits {:#x}\n", "", marks(shown, differing), differing);
    }
    return text;
}

} // namespace trapspec::diff
