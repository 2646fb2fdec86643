#include "diff/generate/scenarios.hpp"

#include "diff/generate/events.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

constexpr std::uint32_t kernel_code = 0x61;
constexpr std::uint32_t kernel_stack = 0x69;
constexpr std::uint32_t user_code = 0x73;
constexpr std::uint32_t user_stack = 0x7B;
constexpr std::uint32_t hypercall_halt = 10;
constexpr std::uint32_t vmcall = 0x00C1010F;
constexpr std::uint32_t present_gate = 0x8E00;

std::uint32_t some_stack_top(Random& r) {
    return (layout::first_stack_page + 1 + r.below(4)) * 0x1000 - 4 * r.below(24);
}

std::uint32_t some_gate_high(Random& r) {
    return (r.word() & 0xFFFF0000) | present_gate | r.below(4) << 13 | r.below(2) << 8;
}

Event registers(Random& r, std::uint32_t eip) {
    Event event = make_event(Kind::set_registers);
    event.arguments[13] = eip;
    event.arguments[14] = kernel_code;
    event.arguments[15] = 0x202;
    event.arguments[16] = some_stack_top(r);
    event.arguments[17] = kernel_stack;
    return event;
}

Event run_until(Random& r, std::uint32_t vector, std::uint32_t eip, bool user) {
    return make_event(Kind::run,
        {vector,
            r.once_in(4) ? r.word() : 0,
            eip,
            user ? user_code : kernel_code,
            0x202 | r.below(2) << 8,
            some_stack_top(r),
            user ? user_stack : kernel_stack,
            r.word(),
            0,
            0,
            r.word(),
            r.below(1'000'000'000)});
}

/// Halted with an interrupt that is due, at an eip where it is held off or just not.
void halt_where_interrupts_wait(Random& r, Stream& stream) {
    const std::uint32_t eip = layout::noirq_start - 4 + 4 * r.below(11);
    stream.add(make_event(Kind::guest_write, {layout::data + 4, 0}));
    stream.add(make_event(Kind::set_interrupt, {r.below(32), 1}));
    stream.add(registers(r, eip));
    stream.add(make_event(Kind::hypercall, {hypercall_halt}));
    stream.add(run_until(r, 3, eip, false));
}

/// An instruction that is a vmcall, or nearly, where a trap says that eip is.
void fault_on_vmcall(Random& r, Stream& stream) {
    const std::uint32_t eip = layout::code + r.below(0x20);
    stream.add(make_event(Kind::guest_write, {eip, r.once_in(4) ? vmcall ^ 1U << r.below(24) : vmcall}));
    stream.add(make_event(Kind::trap,
        {r.once_in(2) ? 13U : 6U,
            0,
            eip,
            r.once_in(4) ? user_code : kernel_code,
            0x202,
            some_stack_top(r),
            kernel_stack}));
}

/// The same trap from ring 3 and from ring 1, through a gate that is there, onto a stack near the end of its page.
void trap_at_the_edge_of_a_stack(Random& r, Stream& stream) {
    const std::uint32_t vector = r.below(32);
    const std::uint32_t top = (layout::first_stack_page + 1 + r.below(4)) * 0x1000 + 4 * r.below(8) - 4;
    stream.add(make_event(Kind::load_idt_entry, {vector, r.word(), some_gate_high(r)}));
    stream.add(make_event(Kind::set_stack, {kernel_stack, top, 1 + r.below(2)}));
    stream.add(run_until(r, vector, layout::code, true));
    stream.add(run_until(r, vector, layout::code, false));
}

/// A clock that is set, expires, and is delivered.
void clock_tick(Random& r, Stream& stream) {
    stream.add(make_event(Kind::load_idt_entry, {0x20, r.word(), some_gate_high(r)}));
    stream.add(make_event(Kind::set_clockevent, {1 + r.below(1000), r.word(), 0}));
    stream.add(make_event(Kind::clock_expires, {r.below(2)}));
    stream.add(run_until(r, 0x80, layout::code, true));
}

/// A hypercall that the Guest makes as a Guest does: its number in eax, raised through vector 0x1F, done by the next pass.
void hypercall_through_the_loop(Random& r, Stream& stream) {
    Event event = registers(r, layout::code);
    event.arguments[0] = r.below(12);
    event.arguments[1] = r.once_in(2) ? r.below(256) : some_stack_top(r);
    event.arguments[2] = r.word();
    event.arguments[3] = r.once_in(2) ? r.below(3) : some_gate_high(r);
    stream.add(run_until(r, 0x1F, layout::code, false));
    stream.add(event);
    stream.add(run_until(r, 14, layout::code, true));
}

/// A hypercall that kills a Guest with an interrupt due, or one that has halted: nothing more happens for the dead.
void hypercall_that_kills(Random& r, Stream& stream) {
    Event event = registers(r, layout::code);
    event.arguments[0] = 1; // LGUEST_INIT, a second time
    stream.add(run_until(r, 0x1F, layout::code, false));
    stream.add(r.once_in(2) ? make_event(Kind::hypercall, {hypercall_halt})
                            : make_event(Kind::set_interrupt, {r.below(32), 1}));
    stream.add(event);
    stream.add(run_until(r, 3, layout::code, false));
}

/// `int n` and its short forms, or what only looks like it, refused by the real gate and allowed by the Guest's.
void refused_int(Random& r, Stream& stream) {
    const std::uint32_t opcodes[] = {0xCD, 0xCC, 0xCE, 0xCF};
    const std::uint32_t number = r.once_in(2) ? 3 + r.below(2) : r.once_in(4) ? 0xFE + r.below(4) : r.below(0x100);
    const std::uint32_t high = r.once_in(4) ? (1 + r.below(0xF)) << 19 : 0;
    stream.add(make_event(Kind::load_idt_entry, {number & 0xFF, r.word(), some_gate_high(r)}));
    stream.add(make_event(Kind::guest_write, {layout::code, opcodes[r.below(4)] | number << 8}));
    stream.add(make_event(Kind::trap,
        {r.once_in(8) ? r.below(32) : 13,
            high | number << 3 | (r.once_in(3) ? r.below(8) : 2),
            layout::code,
            r.once_in(2) ? user_code : kernel_code,
            0x202,
            some_stack_top(r),
            r.once_in(2) ? user_stack : kernel_stack}));
}

/// A frame that begins on one page and ends on another, which may lie anywhere, or nowhere.
void frame_on_two_pages(Random& r, Stream& stream) {
    const bool high = r.once_in(2);
    const std::uint32_t base = high ? layout::kernel_base : 0;
    const std::uint32_t page = layout::first_stack_page + r.below(4);
    const auto entry = [&](std::uint32_t which) {
        const std::uint32_t index = which + (high ? layout::kernel_base_index : 0);
        return make_event(Kind::guest_write,
            {layout::table + 4 * index, (layout::first_stack_page + r.below(16)) << 12 | (r.once_in(8) ? 0 : 1)});
    };
    const std::uint32_t vector = r.below(3);
    stream.add(make_event(Kind::guest_write, {layout::directory + 4 * (base >> 22), layout::table | 1}));
    stream.add(entry(page));
    stream.add(entry(page + 1));
    stream.add(make_event(Kind::set_page_tables, {layout::directory}));
    stream.add(make_event(Kind::load_idt_entry, {3 * vector, r.word(), some_gate_high(r)}));
    Event trap = run_until(r, 3 * vector, layout::code, false);
    trap.kind = Kind::trap;
    trap.arguments[5] = base + (page + 1) * 0x1000 + r.below(13);
    stream.add(trap);
}

} // namespace

void add_scenario(Random& random, Stream& stream) {
    switch (random.below(8)) {
    case 0:
        halt_where_interrupts_wait(random, stream);
        break;
    case 1:
        fault_on_vmcall(random, stream);
        break;
    case 2:
        trap_at_the_edge_of_a_stack(random, stream);
        break;
    case 3:
        clock_tick(random, stream);
        break;
    case 4:
        hypercall_that_kills(random, stream);
        break;
    case 5:
        refused_int(random, stream);
        break;
    case 6:
        frame_on_two_pages(random, stream);
        break;
    default:
        hypercall_through_the_loop(random, stream);
        break;
    }
}

} // namespace trapspec::diff
