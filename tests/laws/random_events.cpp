#include "tests/laws/random_events.hpp"

#include <string_view>

#include "tests/support/guest.hpp"

namespace trapspec::test {

namespace {

using model::Event_kind;

Event_kind random_kind(Random& random) {
    using enum Event_kind;
    static constexpr std::array often{set_registers,
        guest_write,
        load_idt_entry,
        enter_guest,
        switcher_stub,
        deliver_trap,
        trap,
        trap,
        interrupt_pending,
        try_deliver_interrupt,
        try_deliver_interrupt,
        set_interrupt,
        set_interrupt,
        set_stack,
        hypercall,
        hypercall,
        run,
        run,
        run,
        set_faults};
    return random.one_in(3) ? static_cast<Event_kind>(random.below(model::event_count))
                            : often[random.below(static_cast<std::uint32_t>(often.size()))];
}

std::uint32_t vector(Random& random) {
    if (random.one_in(3)) {
        return random.of({2, 3, 6, 6, 7, 8, 13, 13, 14, 15, 18, 31, 31, 0x20, 0x40, 0x80, 255, 256, 0xFFFFFFFF});
    }
    return random.below(random.one_in(2) ? 36 : 256);
}

std::uint32_t selector(Random& random) {
    return random.one_in(8) ? random.word() : random.of({0x60, 0x61, 0x69, 0x69, 0x69, 0x73, 0x7B, 0x7B, 0xFFFF0069});
}

/// Somewhere that matters: shared page, tables, stacks, the end of memory.
std::uint32_t physical(Random& random) {
    if (random.one_in(10)) {
        return random.word();
    }
    return random.of({0x1C00,
               0x2000,
               0x2020,
               0x2FF0,
               0x3000,
               0x3000,
               0x3004,
               0x3014,
               0x3560,
               0x8700,
               0x8EF0,
               0x9000,
               0x10000,
               0x3FFF8,
               0x3FFFC}) +
           random.below(random.one_in(4) ? 64 : 8);
}

std::uint32_t virtual_address(Random& random) {
    return random.one_in(8) ? random.word() : place::kernel_base + physical(random);
}

std::uint32_t gate_high(Random& random) {
    const std::uint32_t type = random.one_in(6) ? random.below(16) : random.of({0xE, 0xF});
    return 0xC0100000 | (random.one_in(6) ? 0 : 0x8000U) | random.below(4) << 13 | type << 8 | random.below(32);
}

std::uint32_t fault_mask(Random& random) {
    return random.one_in(2) ? 0 : random.one_in(4) ? random.below(512) : 1U << random.below(9);
}

std::uint32_t hypercall_number(Random& random) {
    return random.of({1, 6, 6, 6, 7, 7, 8, 9, 10, 10, 2});
}

/// One argument serves several calls, so it is whatever one of them would like.
std::uint32_t hypercall_argument(Random& random) {
    switch (random.below(7)) {
    case 0:
        return vector(random);
    case 1:
        return selector(random);
    case 2:
        return 0x3000;
    case 3:
        return gate_high(random);
    case 4:
        return virtual_address(random);
    default:
        return random.below(5);
    }
}

std::uint32_t argument(Random& random, const model::Argument& argument) {
    const std::string_view name = argument.name;
    const auto is = [=](auto... names) { return ((name == names) || ...); };
    if (argument.type == model::Argument_type::flag) {
        return random.below(2);
    }
    if (is("n", "vector", "trapnum")) {
        return vector(random);
    }
    if (is("irq")) {
        return random.one_in(20) ? random.of({32, 33, 0xFFFFFFFF}) : random.below(32);
    }
    if (is("pfn_limit", "mapped_pages")) {
        return random.of({64, 64, 64, 60, 9});
    }
    if (is("read_faults", "write_faults")) {
        return fault_mask(random);
    }
    if (is("hole_page")) {
        return random.below(18);
    }
    if (is("hole_pages")) {
        return random.one_in(2) ? 0 : random.below(3);
    }
    if (is("cs", "ss", "seg")) {
        return selector(random);
    }
    if (is("eip") && random.one_in(2)) {
        return place::kernel_base + place::kernel_code; // where a test puts an instruction or a window
    }
    if (is("esp", "eip")) {
        return random.one_in(4) ? 0xBFFF0000 + random.below(4096) : virtual_address(random);
    }
    if (is("b")) {
        return gate_high(random);
    }
    if (is("eax", "call")) {
        return hypercall_number(random);
    }
    if (is("ebx", "ecx", "edx", "arg1", "arg2", "arg3")) {
        return hypercall_argument(random);
    }
    if (is("pages", "delta", "cr2", "errcode", "error_code")) {
        return random.one_in(2) ? 0 : random.one_in(2) ? random.below(4) : random.of({3, 0x200, 0xDEADBEEF});
    }
    if (is("pin_failures")) {
        return random.one_in(3) ? random.below(8) : 0;
    }
    if (is("address")) {
        return random.one_in(6) ? virtual_address(random) : physical(random);
    }
    if (is("value")) {
        return random.of({0, 0x200, 0x200, 1, 0x80, 0x00C1010F, 0x9007, 0x8000, 0xFFFFFFFF});
    }
    if (is("directory")) {
        return random.one_in(4) ? physical(random) : place::directory;
    }
    return random.word();
}

} // namespace

Event_words random_event(Random& random) {
    Event_words event{};
    event.kind = random_kind(random);
    // An address that `translate` takes is virtual; everywhere else it is physical.
    const auto& arguments = model::info(event.kind).arguments;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        event.arguments[i] = argument(random, arguments[i]);
    }
    if (event.kind == Event_kind::translate) {
        event.arguments[0] = virtual_address(random);
    }
    if (event.kind == Event_kind::hypercall && event.arguments[0] == 1 && random.one_in(2)) {
        event.arguments[1] = random.of({place::data_page, place::data_page, place::memory_size - 1396});
    }
    if ((event.kind == Event_kind::trap || event.kind == Event_kind::run) && random.one_in(4)) {
        event.arguments = {
            random.of({6, 13, 14}), 0, place::kernel_base + place::kernel_code, 0x61, 0x246, 0xC0008800, 0x69};
    }
    if (event.kind == Event_kind::trap && random.one_in(4)) {
        event.arguments = {13,
            random.of({3, 3, 4, 0x21}) << 3 | 2,
            place::kernel_base + place::kernel_code,
            0x61,
            0x246,
            0xC0008800,
            0x69};
    }
    if (event.kind == Event_kind::set_interrupt) {
        event.arguments[0] %= 32; // its callers never pass more
    }
    return event;
}

} // namespace trapspec::test
