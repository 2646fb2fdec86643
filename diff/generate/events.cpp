#include "diff/generate/events.hpp"

#include <array>

#include "diff/validity.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

constexpr std::array<std::uint32_t, 24> edge_vectors{
    0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 0x1E, 0x1F, 0x20, 0x21, 0x40, 0x80};
constexpr std::array<std::uint32_t, 12> edge_words{
    0, 1, 2, 3, 0xFFF, 0x1000, 0x7FFFFFFF, 0x80000000, 0xFFFFF000, 0xFFFFFFFC, 0xFFFFFFFE, 0xFFFFFFFF};
constexpr std::array<std::uint32_t, 10> selectors{0x61, 0x69, 0x73, 0x7B, 0x60, 0x68, 0x6A, 0x50, 0x10061, 0xFFFF0069};
constexpr std::array<std::uint32_t, 8> flag_words{0x202, 0x2, 0x302, 0x10202, 0x4202, 0x20202, 0x246, 0xFFFFFFFF};

constexpr std::uint32_t vmcall = 0x00C1010F; ///< its three bytes, and one more

// What is drawn here is drawn a dozen times for each event, and no CPU foresees it: values are chosen from what all choices
// would have made of one random word, without a branch.

/// A random word as `Random::below` scales it.
std::uint32_t scaled(std::uint32_t word, std::uint32_t bound) {
    return static_cast<std::uint32_t>(std::uint64_t{word} * bound >> 32);
}

template <std::size_t Count>
std::uint32_t picked(std::uint32_t word, const std::array<std::uint32_t, Count>& values) {
    return values[scaled(word, Count)];
}

std::uint32_t any_word(Random& r) {
    const std::uint32_t choice = r.below(4);
    const std::uint32_t word = r.word();
    const std::uint32_t choices[] = {picked(word, edge_words), scaled(word, 0x10000), word, word};
    return choices[choice];
}

std::uint32_t any_vector(Random& r) {
    const std::uint32_t choice = r.below(8);
    if (choice == 1) {
        return r.once_in(8) ? any_word(r) : 0x20 + r.below(33);
    }
    const std::uint32_t word = r.word();
    const std::uint32_t choices[] = {scaled(word, 258), picked(word, edge_vectors)};
    return choices[choice != 0];
}

/// Addresses that are mostly inside the generated Guest, often at the edge of a page or of memory.
std::uint32_t any_address(Random& r) {
    struct Place {
        std::uint32_t base; ///< to be added to a page's address where `pages` is 1
        std::uint32_t pages;
        std::uint32_t bound; ///< so many steps
        std::uint32_t step;  ///< bytes
    };
    static constexpr std::array<Place, 7> places{{
        {0, 1, 0x1000, 1},
        {0, 1, 8, 4},
        {~0U, 1, 32, ~0U},
        {layout::data, 0, 64, 1},
        {layout::data + 1376, 0, 32, 1},
        {layout::code, 0, 20, 4},
        {layout::code, 0, 20, 4},
    }};
    const std::uint32_t page = r.below(layout::memory_pages + 2) * 0x1000;
    const std::uint32_t choice = r.below(places.size() + 1);
    if (choice == places.size()) {
        return any_word(r);
    }
    const Place& place = places[choice];
    return place.base + place.pages * page + place.step * r.below(place.bound);
}

std::uint32_t any_stack_top(Random& r) {
    const std::uint32_t base = r.once_in(6) ? layout::kernel_base : 0;
    const std::uint32_t page = base + (layout::first_stack_page + r.below(8)) * 0x1000;
    switch (r.below(6)) {
    case 0:
        return page;
    case 1:
        return page + (r.once_in(2) ? 4 * r.below(8) : r.below(28));
    case 2:
        return any_address(r);
    case 3:
        return layout::data + 4 * r.below(8);
    default:
        return page + 0x800 + 4 * r.below(64) + (r.once_in(8) ? r.below(4) : 0);
    }
}

std::uint32_t any_gate_high(Random& r) {
    if (r.once_in(6)) {
        return r.word();
    }
    const std::uint32_t types[] = {0xE, 0xE, 0xE, 0xF, 0xF, 0xF, 0x6, 0x7, 0x5, 0xC};
    const std::uint32_t type =
        r.once_in(20) ? r.below(16) : r.pick(std::span<const std::uint32_t>(types, r.once_in(8) ? 10 : 6));
    return (r.word() & 0xFFFF0000) | (r.once_in(8) ? 0 : 0x8000U) | r.below(4) << 13 | type << 8 |
           (r.once_in(4) ? r.below(0x100) : 0) | (r.once_in(6) ? 0x1000U : 0);
}

std::uint32_t any_selector(Random& r) {
    const bool raw = r.once_in(6);
    const std::uint32_t word = r.word();
    const std::uint32_t choices[] = {picked(word, selectors), word};
    return choices[raw];
}
std::uint32_t any_flags(Random& r) {
    const bool raw = r.once_in(3);
    const std::uint32_t word = r.word();
    const std::uint32_t choices[] = {picked(word, flag_words), word};
    return choices[raw];
}
std::uint32_t any_flag(Random& r) {
    return r.below(2);
}

/// A general protection fault as `int n`, int3 or into leave it when the real gate does not let them through.
void put_refused_int(Event& event, Random& r) {
    const std::uint32_t number = r.once_in(3) ? 3 + r.below(2) : any_vector(r);
    event.arguments[0] = 13;
    event.arguments[1] = number << 3 | (r.once_in(8) ? r.below(8) : 2) | (r.once_in(16) ? r.word() << 16 : 0);
    event.arguments[2] = r.once_in(8) ? any_address(r) : layout::code;
}

/// The instruction at layout::code.
Event any_code(Random& r) {
    const std::uint32_t opcodes[] = {0xCD, 0xCD, 0xCC, 0xCE, 0xCF};
    return make_event(
        Kind::guest_write, {layout::code, r.pick(std::span<const std::uint32_t>(opcodes)) | r.below(0x100) << 8});
}

/// The seven words that a trap leaves, and its inputs.
void put_trap(Event& event, Random& r) {
    event.arguments[0] = any_vector(r);
    event.arguments[1] = r.once_in(2) ? 0 : any_word(r);
    event.arguments[2] = any_address(r);
    event.arguments[3] = any_selector(r);
    event.arguments[4] = any_flags(r);
    event.arguments[5] = any_stack_top(r);
    event.arguments[6] = any_selector(r);
    event.arguments[7] = any_word(r);
    event.arguments[8] = r.once_in(4) ? 1 : 0;
    event.arguments[9] = r.once_in(4) ? 1 : 0;
    if (r.once_in(8)) {
        put_refused_int(event, r);
    }
}

Event any_registers(Random& r) {
    Event event = make_event(Kind::set_registers);
    for (std::size_t i = 0; i < 11; ++i) {
        event.arguments[i] = any_word(r);
    }
    event.arguments[0] = r.once_in(2) ? r.below(12) : event.arguments[0]; // eax: a hypercall's number
    event.arguments[11] = any_vector(r);
    event.arguments[12] = any_word(r);
    event.arguments[13] = any_address(r);
    event.arguments[14] = any_selector(r);
    event.arguments[15] = any_flags(r);
    event.arguments[16] = any_stack_top(r);
    event.arguments[17] = any_selector(r);
    return event;
}

Event any_hypercall(Random& r) {
    switch (r.below(6)) {
    case 0:
        return make_event(Kind::hypercall, {1, r.once_in(4) ? any_address(r) : layout::data});
    case 1:
        return make_event(Kind::hypercall, {6, any_vector(r), r.word(), any_gate_high(r)});
    case 2:
        return make_event(
            Kind::hypercall, {7, any_selector(r), any_stack_top(r), r.below(4), r.once_in(3) ? r.below(8) : 0});
    case 3:
        return make_event(Kind::hypercall, {9, any_word(r), 0, 0, 0, any_word(r), r.below(3)});
    case 4:
        return make_event(Kind::hypercall, {r.once_in(2) ? 10U : 8U, r.below(3)});
    default:
        return make_event(
            Kind::hypercall, {r.once_in(4) ? r.word() : r.below(20), any_word(r), any_word(r), r.below(3)});
    }
}

Event any_faults(Random& r) {
    if (r.once_in(2)) {
        return make_event(Kind::set_faults);
    }
    const auto bits = [&] { return r.once_in(2) ? 1U << r.below(9) : r.below(0x200) & r.below(0x200); };
    return make_event(Kind::set_faults,
        {r.once_in(2) ? bits() : 0,
            r.once_in(2) ? bits() : 0,
            r.below(layout::memory_pages),
            r.once_in(2) ? r.below(3) : 0});
}

/// Writes that matter: page-table entries, lguest_data, code.
Event any_guest_write(Random& r) {
    switch (r.below(5)) {
    case 0:
        return make_event(Kind::guest_write,
            {layout::table + 4 * (r.below(layout::memory_pages) + (r.once_in(4) ? layout::kernel_base_index : 0)),
                r.below(layout::memory_pages + 1) << 12 | (r.once_in(6) ? r.below(2) : 1)});
    case 1: {
        const std::uint32_t fields[] = {0, 0, 4, 4, 20, 1380, 1384, 1392};
        const std::uint32_t values[] = {0, 0x200, 1, 0xFFFFFFFF, 0x40, 0x80, 0x8000};
        return make_event(Kind::guest_write,
            {layout::data + r.pick(std::span<const std::uint32_t>(fields)),
                r.once_in(4) ? r.word() : r.pick(std::span<const std::uint32_t>(values))});
    }
    case 2:
        return make_event(Kind::guest_write, {any_address(r), vmcall | r.below(4) << 24});
    case 3:
        return any_code(r);
    default:
        return make_event(Kind::guest_write, {any_address(r), any_word(r)});
    }
}

} // namespace

Event boot_event(std::uint32_t i, Random& r) {
    switch (i) {
    case 0:
        return make_event(Kind::start_guest, {layout::pfn_limit, layout::memory_pages});
    case 1:
        return make_event(Kind::guest_write, {layout::data + 1392, r.once_in(8) ? 0x40U : 0x80U});
    case 2:
        return make_event(Kind::guest_write, {layout::data, r.once_in(2) ? 0x200U : 0U});
    case 3:
        return make_event(Kind::guest_write, {layout::data + 4, r.once_in(2) ? 0U : r.word()});
    case 4:
        return make_event(Kind::guest_write, {layout::data + 1380, r.once_in(2) ? layout::noirq_start : any_word(r)});
    case 5:
        return make_event(Kind::guest_write, {layout::data + 1384, r.once_in(2) ? layout::noirq_end : any_word(r)});
    case 6:
        return make_event(Kind::guest_write, {layout::code + 4 * r.below(20), vmcall | r.below(4) << 24});
    case 7:
        return make_event(Kind::hypercall, {1, layout::data});
    case 8:
        return make_event(Kind::setup_default_idt_entries);
    case 9:
        return make_event(Kind::guest_write, {layout::directory, layout::table | 1});
    case 10:
    case 11:
    case 12:
    case 13:
    case 14: {
        const std::uint32_t page = layout::first_stack_page - 1 + (i - 10);
        const std::uint32_t index = page + (r.once_in(4) ? layout::kernel_base_index : 0);
        return make_event(Kind::guest_write,
            {layout::table + 4 * index, (r.once_in(3) ? r.below(layout::memory_pages) : page) << 12 | 1});
    }
    case 15:
        return r.once_in(2) ? make_event(Kind::set_page_tables, {layout::directory}) : make_event(Kind::observe);
    case 16:
        return make_event(Kind::set_stack, {0x69, any_stack_top(r), 1 + r.below(2)});
    case 17:
        return any_registers(r);
    case 18:
        return any_code(r);
    case 19:
        return make_event(Kind::guest_write, {layout::directory + (layout::kernel_base >> 22) * 4, layout::table | 1});
    default:
        return make_event(Kind::load_idt_entry, {any_vector(r), r.word(), any_gate_high(r)});
    }
}

Event random_event(Random& r) {
    const std::uint32_t choice = r.below(64);
    if (choice < 10) {
        Event event = make_event(Kind::trap);
        put_trap(event, r);
        return event;
    }
    if (choice < 18) {
        Event event = make_event(Kind::run);
        put_trap(event, r);
        event.arguments[10] = r.word();
        event.arguments[11] = r.word();
        event.arguments[12] = r.once_in(4) ? 1 : 0;
        event.arguments[13] = r.once_in(4) ? r.below(4) : 0;
        event.arguments[14] = any_word(r);
        event.arguments[15] = r.below(2);
        return event;
    }
    if (choice < 24) {
        return make_event(Kind::load_idt_entry, {any_vector(r), any_word(r), any_gate_high(r)});
    }
    if (choice < 29) {
        return make_event(
            Kind::try_deliver_interrupt, {r.once_in(16) ? any_word(r) : r.below(33), any_flag(r), r.word(), r.word()});
    }
    if (choice < 35) {
        return any_guest_write(r);
    }
    if (choice < 39) {
        return any_hypercall(r);
    }
    if (choice < 42) {
        return make_event(Kind::deliver_trap, {any_vector(r)});
    }
    switch (choice) {
    case 42:
    case 43:
    case 44:
        return make_event(Kind::set_interrupt, {r.below(32), any_flag(r)});
    case 45:
    case 46:
        return make_event(Kind::interrupt_pending);
    case 47:
    case 48:
        return make_event(Kind::enter_guest, {any_flag(r)});
    case 49:
    case 50:
        return make_event(Kind::set_stack,
            {any_selector(r),
                any_stack_top(r),
                r.once_in(16) ? r.below(65) : r.below(4),
                r.once_in(3) ? r.below(8) : 0});
    case 51:
    case 52:
        return any_faults(r);
    case 53:
        return make_event(Kind::set_clockevent, {r.once_in(3) ? 0 : any_word(r), any_word(r), any_word(r)});
    case 54:
        return make_event(Kind::clock_expires, {any_flag(r)});
    case 55:
        return make_event(Kind::read_memory, {any_address(r)});
    case 56:
        return make_event(Kind::write_memory, {any_address(r), r.word()});
    case 57:
        return make_event(Kind::translate, {any_address(r)});
    case 58:
        return make_event(Kind::switcher_stub, {any_vector(r) & 0xFF, any_flag(r), any_word(r)});
    case 59:
        return any_registers(r);
    case 60:
        return r.once_in(2) ? make_event(Kind::init_interrupts, {any_flag(r), any_flag(r)})
                            : make_event(Kind::free_interrupts);
    case 61:
        return make_event(r.once_in(4) ? Kind::observe : Kind::check_syscall_vector);
    case 62:
        return make_event(Kind::set_page_tables, {r.once_in(3) ? any_address(r) : layout::directory});
    default:
        return r.once_in(4) ? make_event(Kind::kill_outside)
                            : make_event(Kind::start_guest,
                                  {r.once_in(4) ? any_word(r) : r.below(40), r.below(layout::memory_pages + 1)});
    }
}

Event raw_event(Random& r) {
    Event event{.kind = static_cast<Kind>(r.below(model::event_count)), .arguments = {}};
    const auto arguments = model::info(event.kind).arguments;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        event.arguments[i] = arguments[i].type == model::Argument_type::flag ? any_flag(r) : r.word();
    }
    return is_valid(event, layout::memory_pages) ? event : random_event(r);
}

void change_argument(Event& event, Random& r) {
    const auto arguments = model::info(event.kind).arguments;
    if (arguments.empty()) {
        return;
    }
    const std::size_t i = r.below(static_cast<std::uint32_t>(arguments.size()));
    const std::uint32_t before = event.arguments[i];
    if (arguments[i].type == model::Argument_type::flag) {
        event.arguments[i] = before ^ 1;
        return;
    }
    switch (r.below(6)) {
    case 0:
        event.arguments[i] = before + 1;
        break;
    case 1:
        event.arguments[i] = before - 1;
        break;
    case 2:
        event.arguments[i] = any_word(r);
        break;
    case 3:
        event.arguments[i] = any_address(r);
        break;
    default:
        event.arguments[i] = before ^ 1U << r.below(32);
        break;
    }
    if (!is_valid(event, layout::memory_pages)) {
        event.arguments[i] = before;
    }
}

} // namespace trapspec::diff
