#include "diff/replay/observed.hpp"

#include <fmt/format.h>

#include "diff/decode.hpp"

namespace trapspec::diff {

namespace {

std::uint32_t fnv1a(const std::array<std::uint64_t, 256>& table) {
    std::uint32_t hash = 0x811C9DC5;
    for (const std::uint64_t entry : table) {
        for (unsigned byte = 0; byte < 8; ++byte) {
            hash = (hash ^ static_cast<std::uint8_t>(entry >> (8 * byte))) * 0x01000193;
        }
    }
    return hash;
}

class Comparison {
public:
    Comparison(const Side& model, const Side& implementation, std::vector<Difference>& found)
        : model_(model), implementation_(implementation), found_(found) {}

    template <class Get>
    void compare(std::string field, std::uint64_t observed, std::size_t word, Get get) {
        ++compared_;
        Difference difference{std::move(field), observed, {}, {}, word};
        if (model_.system != nullptr) {
            difference.model = get(model_, tables_.model);
        }
        if (implementation_.system != nullptr) {
            difference.implementation = get(implementation_, tables_.implementation);
        }
        if (difference.model.value_or(observed) != observed ||
            difference.implementation.value_or(observed) != observed) {
            found_.push_back(std::move(difference));
        }
    }

    void want_tables() { tables_ = tables_of(model_, implementation_); }

    [[nodiscard]] std::size_t compared() const { return compared_; }

private:
    Side model_;
    Side implementation_;
    std::vector<Difference>& found_;
    Both_tables tables_;
    std::size_t compared_ = 0;
};

} // namespace

Both_tables tables_of(const Side& model, const Side& implementation) {
    Both_tables tables;
    if (model.system != nullptr) {
        tables.model = model.system->tables();
    }
    if (implementation.system != nullptr) {
        const bool same = model.system != nullptr &&
                          digest(model.snapshot->gates_digest) == digest(implementation.snapshot->gates_digest) &&
                          digest(model.snapshot->idt_digest) == digest(implementation.snapshot->idt_digest);
        tables.implementation = same ? tables.model : implementation.system->tables();
    }
    return tables;
}

std::size_t compare_observed(const traces::Observation& observation,
    const Side& model,
    const Side& implementation,
    std::vector<Difference>& found) {
    Comparison comparison(model, implementation, found);
    for (const traces::State_word& each : observation.words) {
        comparison.compare(std::string(model::state_words[each.index].name),
            each.value,
            each.index,
            [&](const Side& side, const Tables&) { return word_of(*side.snapshot, each.index); });
    }
    if (!observation.gates.empty() || !observation.idt.empty() || observation.idt_fnv1a) {
        comparison.want_tables();
    }
    const auto compare_gates = [&](std::string_view name, const std::vector<traces::Gate>& gates, auto table) {
        for (const traces::Gate& gate : gates) {
            comparison.compare(fmt::format("{}[{:#x}].a", name, gate.slot),
                gate.a,
                Difference::npos,
                [&](const Side&, const Tables& tables) { return (tables.*table)[gate.slot] & 0xFFFFFFFF; });
            comparison.compare(fmt::format("{}[{:#x}].b", name, gate.slot),
                gate.b,
                Difference::npos,
                [&](const Side&, const Tables& tables) { return (tables.*table)[gate.slot] >> 32; });
        }
    };
    compare_gates("gates", observation.gates, &Tables::gates);
    compare_gates("idt", observation.idt, &Tables::idt);
    if (observation.idt_fnv1a) {
        comparison.compare(
            "idt_fnv1a", *observation.idt_fnv1a, Difference::npos, [](const Side&, const Tables& tables) {
                return fnv1a(tables.idt);
            });
    }
    for (const traces::Memory_word& word : observation.memory) {
        comparison.compare(fmt::format("memory[0x{:08x}]", word.address),
            word.value,
            Difference::npos,
            [&](const Side& side, const Tables&) { return side.system->memory_word(word.address); });
    }
    return comparison.compared();
}

} // namespace trapspec::diff
