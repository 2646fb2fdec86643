// The part of Translator that tells a replay what the Guest itself did since the last call.
#include <algorithm>

#include "traces/import/data_page.hpp"
#include "traces/import/lguest_reason.hpp"
#include "traces/import/lguest_translator.hpp"

namespace trapspec::traces::lguest {

namespace {

using enum model::Event_kind;

/// How the walk of a frame's stack top must end, by what it gave and the kill that came with it.
Walk walk_of(const Frame& frame, const Kills& kills) {
    const bool bad = std::any_of(kills.begin(), kills.end(), [](const Kill& kill) {
        return read_reason(kill.reason).reason == model::Reason::bad_address;
    });
    if (frame.physical_top == 0xFFFF'FFFF) {
        return Walk::no_table;
    }
    return bad ? Walk::no_page : Walk::mapped;
}

/// The pages that the words of a frame lie on.
std::set<std::uint32_t> pages_of(const Frame& frame) {
    std::set<std::uint32_t> pages;
    for (std::uint32_t at = frame.physical_after; at != frame.physical_top; at += 4) {
        pages.insert(at >> 12);
        pages.insert((at + 3) >> 12);
    }
    return pages;
}

} // namespace

void Translator::inject_registers(const Registers& wanted, bool general_only) {
    const std::size_t count = general_only ? trapnum_register : register_count;
    if (!std::equal(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(count), now_.registers.begin())) {
        Event event{.kind = model::Event_kind::set_registers, .arguments = {}};
        std::copy(wanted.begin(), wanted.end(), event.arguments.begin());
        output_.put(event);
        now_.registers = wanted;
    }
}

void Translator::inject_word(std::uint32_t offset, std::uint32_t value) {
    output_.put(make_event(guest_write, {now_.data_address + offset, value}));
}

void Translator::inject_shared(const Shared& shared) {
    if (!shared.readable || !now_.initialised) {
        return;
    }
    if (shared.irq_enabled != now_.shared.irq_enabled) {
        inject_word(data_page::irq_enabled, shared.irq_enabled);
    }
    if (shared.blocked_interrupts != now_.shared.blocked_interrupts) {
        inject_word(data_page::blocked_interrupts, shared.blocked_interrupts);
    }
    if (shared.irq_pending != now_.shared.irq_pending) {
        inject_word(data_page::irq_pending, shared.irq_pending);
    }
    now_.shared = shared;
}

void Translator::inject_tables(const Delivery& delivery, const Kills& kills, Record& record) {
    if (!delivery.frame) {
        return;
    }
    const Frame& frame = *delivery.frame;
    std::vector<Event> events;
    if (!tables_.map(frame.virtual_top, frame.physical_top, walk_of(frame, kills), pages_of(frame), events)) {
        record.uncompared.push_back({"stack_guest_pa_top", "no Guest page is left for the page tables of the replay"});
    }
    for (const Event& event : events) {
        output_.put(event);
    }
}

} // namespace trapspec::traces::lguest
