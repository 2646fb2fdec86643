#include "diff/engine/exhaustive.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "diff/generate/events.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

constexpr std::uint64_t all_words = std::uint64_t{1} << 32;
constexpr std::uint32_t present = 0x8000;
constexpr std::uint32_t present_interrupt_gate = 0x8E00;
constexpr std::uint32_t user_stack_segment = 0x7B;
constexpr std::uint32_t user_code_segment = 0x73;
constexpr std::uint32_t kernel_stack_segment = 0x69;
constexpr std::uint32_t stack_top = (layout::first_stack_page + 2) * 0x1000;

void put_fresh_start(Stream& stream) {
    stream.add(make_event(Kind::start_guest, {layout::pfn_limit, layout::memory_pages}));
    stream.add(make_event(Kind::free_interrupts));
}

/// Any word that goes with `value` in the other half of a gate, so that halves that are mixed up show.
std::uint32_t companion(std::uint64_t value) {
    return static_cast<std::uint32_t>(value * 0x9E3779B97F4A7C15 >> 32);
}

/// A vector of which the Guest may set the gate.
std::uint32_t settable_vector(std::uint64_t value) {
    constexpr std::uint32_t vectors[] = {0, 3, 14, 0x1E, 0x20, 0x40, 0x80, 0xFF};
    return vectors[value % 8];
}

constexpr std::uint32_t high_words_in_a_stream = 63;

void make_high_words(std::uint64_t first, Stream& stream) {
    put_fresh_start(stream);
    for (std::uint64_t value = first; value < first + high_words_in_a_stream && value < all_words; ++value) {
        const auto b = static_cast<std::uint32_t>(value);
        const std::uint32_t type = b >> 8 & 0xF;
        if ((b & present) != 0 && type != 0xE && type != 0xF) {
            // It kills, and only the first kill of a Guest is seen.
            stream.add(make_event(Kind::start_guest, {layout::pfn_limit, layout::memory_pages}));
        }
        stream.add(make_event(Kind::load_idt_entry, {settable_vector(value), companion(value), b}));
    }
}

constexpr std::uint32_t low_words_in_a_stream = 120;

void make_low_words(std::uint64_t first, Stream& stream) {
    put_fresh_start(stream);
    for (std::uint64_t value = first; value < first + low_words_in_a_stream && value < all_words; ++value) {
        const std::uint32_t b = (companion(value) & 0xFFFF60FF) | present_interrupt_gate | (companion(value) & 0x100);
        stream.add(make_event(Kind::load_idt_entry, {settable_vector(value), static_cast<std::uint32_t>(value), b}));
    }
}

void put_guest_with_gate(std::uint32_t vector, Stream& stream) {
    put_fresh_start(stream);
    stream.add(make_event(Kind::guest_write, {layout::data + 1392, 0x80}));
    stream.add(make_event(Kind::guest_write, {layout::data, vector % 3 == 0 ? 0U : 0x200U}));
    stream.add(make_event(Kind::hypercall, {1, layout::data}));
    stream.add(make_event(Kind::set_stack, {kernel_stack_segment, stack_top, 1}));
    stream.add(make_event(Kind::load_idt_entry,
        {vector, companion(vector), (companion(vector) & 0xFFFF6000) | present_interrupt_gate | (vector & 1) << 8}));
}

constexpr std::uint32_t selectors_in_a_stream = 64;

void make_selectors(std::uint64_t first, Stream& stream) {
    const auto vector = static_cast<std::uint32_t>(first >> 16);
    put_guest_with_gate(vector, stream);
    for (std::uint32_t i = 0; i < selectors_in_a_stream; ++i) {
        const auto selector = static_cast<std::uint32_t>(first & 0xFFFF) + i;
        stream.add(make_event(
            Kind::trap, {vector, i, companion(i), selector, 0x202, stack_top - 0x800, selector ^ (i & 1), 0, 0, 0}));
    }
}

constexpr std::uint32_t flags_in_a_stream = 100;
constexpr std::uint32_t breakpoint = 3;

void make_flags(std::uint64_t first, Stream& stream) {
    put_guest_with_gate(breakpoint, stream);
    for (std::uint64_t value = first; value < first + flags_in_a_stream && value < all_words; ++value) {
        const bool user = (value & 1) != 0;
        stream.add(make_event(Kind::trap,
            {breakpoint,
                0,
                companion(value),
                user ? user_code_segment : 0x61,
                static_cast<std::uint32_t>(value),
                stack_top - 0x400,
                user ? user_stack_segment : kernel_stack_segment}));
    }
}

constexpr Space all_spaces[] = {
    {"gate-high-words",
        "all 2^32 high words of a gate through vetting",
        all_words,
        high_words_in_a_stream,
        make_high_words},
    {"gate-low-words",
        "all 2^32 low words of a gate through vetting",
        all_words,
        low_words_in_a_stream,
        make_low_words},
    {"selectors",
        "traps of all 256 vectors from all 2^16 selectors in cs and ss",
        std::uint64_t{1} << 24,
        selectors_in_a_stream,
        make_selectors},
    {"flags", "all 2^32 eflags through a delivered trap", all_words, flags_in_a_stream, make_flags},
};

} // namespace

std::span<const Space> spaces() {
    return all_spaces;
}

const Space& space_named(std::string_view name) {
    std::string names;
    for (const Space& space : all_spaces) {
        if (space.name == name) {
            return space;
        }
        names += fmt::format("{}{}", names.empty() ? "" : ", ", space.name);
    }
    throw std::invalid_argument(fmt::format("no space \"{}\" to exhaust; there are {}", name, names));
}

} // namespace trapspec::diff
