#include "diff/cpu/twists.hpp"

#include <bit>

#include "model/arch/constants.hpp"

namespace trapspec::diff::cpu {

namespace {

namespace flag = model::arch::eflags;

constexpr std::uint32_t page_bytes = 4096, stack_bytes = 2 * page_bytes;
constexpr std::uint32_t gate_present = 0x8000, gate_dpl = 0x6000, gate_not_system = 0x1000, gate_type = 0x0F00;

template <std::size_t Count>
std::uint32_t one_of(Random& random, const std::uint32_t (&values)[Count]) {
    return random.pick(std::span<const std::uint32_t>(values));
}

std::uint32_t low_half(std::uint32_t word) {
    return word & 0xFFFF;
}

std::uint32_t handler_of(const Question& question) {
    return low_half(question.gate[0]) | (question.gate[1] & 0xFFFF0000);
}

void set_gate_selector(Question& question, std::uint32_t selector) {
    question.gate[0] = low_half(question.gate[0]) | selector << 16;
}

std::uint32_t random_access_byte(Random& random, std::uint32_t dpl) {
    const std::uint32_t type = random.once_in(4) ? random.below(32)
                                                 : one_of(random,
                                                       {access_byte::code,
                                                           access_byte::conforming,
                                                           access_byte::data,
                                                           access_byte::read_only,
                                                           access_byte::expand_down}) &
                                                       0x1F;
    const std::uint32_t level = random.once_in(4) ? random.below(4) : dpl;
    return type | level << 5 | (random.once_in(8) ? 0 : access_byte::present);
}

void set_descriptor(Question& question, std::array<std::uint32_t, 2> words) {
    question.descriptor[0] = words[0];
    question.descriptor[1] = words[1];
}

// --- the gate and its table

void odd_idt_limit(Random& random, const Places&, Question& question) {
    const std::uint32_t end = 8 * question.vector;
    question.idt_limit =
        random.once_in(3) ? 71 + random.below(1977) : one_of(random, {end + 6, end + 7, end + 8, end, end - 1}) & 0x7FF;
}

void odd_gate_type(Random& random, const Places&, Question& question) {
    question.gate[1] = (question.gate[1] & ~gate_type) | random.below(16) << 8;
    if (random.once_in(4)) {
        question.gate[1] ^= gate_not_system;
    }
}

void absent_gate(Random&, const Places&, Question& question) {
    question.gate[1] &= ~gate_present;
}

void closed_gate(Random& random, const Places&, Question& question) {
    question.gate[1] = (question.gate[1] & ~gate_dpl) | random.below(4) << 13;
}

void odd_gate_selector(Random& random, const Places&, Question& question) {
    set_gate_selector(question, random_selector(random));
}

void reserved_gate_bits(Random& random, const Places&, Question& question) {
    question.gate[1] |= random.below(32);
}

void other_vector(Random& random, const Places&, Question& question) {
    question.vector =
        random.once_in(2) ? one_of(random, {1, 3, 4, 6, 8, 10, 11, 12, 13, 14, 17, 18}) : random.below(256);
}

// --- segments

/// The handler's segment is one of its own, with a limit near the handler.
void odd_code_segment(Random& random, const Places&, Question& question) {
    const std::uint32_t linear = handler_of(question);
    const std::uint32_t base = one_of(random, {0, 0, 0x1000, 0x7FF0});
    const std::uint32_t offset = linear - base;
    const std::uint32_t limit = random.once_in(4) ? all_pages : offset + random.below(4) - 1;
    const std::uint32_t flags = one_of(random, {wide_bytes, narrow_bytes, wide_bytes, wide_pages});
    const std::uint32_t level = one_of(random, {0, 1, 1, 2, 3});
    const std::uint32_t access = random.once_in(4)
                                     ? random_access_byte(random, level)
                                     : (random.once_in(3) ? access_byte::conforming : access_byte::code) | level << 5;
    set_descriptor(question, descriptor(base, limit & all_pages, access, flags));
    set_handler(question, offset);
    set_gate_selector(question, selector(slot::asked, random.below(4)));
}

/// A stack segment of its own, with a limit near the stack pointer; for the handler or for who causes the event.
void odd_stack_segment(Random& random, const Places& places, Question& question) {
    const std::uint32_t own_level = question.cs & 3;
    const bool own = own_level != 0 && random.once_in(2);
    const std::uint32_t level = own ? own_level : one_of(random, {1, 1, 2});
    const std::uint32_t top = random_stack(random, places) - places.stack_pages;
    const bool expands_down = random.once_in(3);
    const std::uint32_t limit = random.once_in(4) ? all_pages
                                                  : (expands_down ? top - random.below(48) - 1
                                                                  : top + random.below(6) - 3 - random.below(2) * 20);
    const std::uint32_t kind = expands_down ? access_byte::expand_down : access_byte::data;
    const std::uint32_t access = random.once_in(5) && !own ? random_access_byte(random, level) : kind | level << 5;
    const bool pages = random.once_in(4) && !expands_down;
    set_descriptor(question,
        descriptor(places.stack_pages,
            (pages ? top / page_bytes - random.below(2) : limit) & all_pages,
            access,
            (pages ? wide_pages : wide_bytes) & ~(random.once_in(2) ? 4U : 0U)));
    const std::uint32_t ss = selector(slot::asked, random.once_in(8) && !own ? random.below(4) : level);
    (own ? question.ss : level == 1 ? question.ss1 : question.ss2) = ss;
    (own ? question.esp : level == 1 ? question.esp1 : question.esp2) = random.once_in(8) ? random.below(48) : top;
}

void odd_stack_selector(Random& random, const Places&, Question& question) {
    constexpr std::uint32_t absent = selector(slot::absent_data_1, 1), beyond = selector(wire::oracle::gdt_entries, 1),
                            read_only = selector(slot::read_only_1, 1);
    question.ss1 = random.once_in(2) ? one_of(random, {0, 1, absent, beyond, read_only}) : random_selector(random);
    question.ss2 = random_selector(random);
}

/// The descriptor of a question, as anything, for whatever selects it.
void odd_descriptor(Random& random, const Places&, Question& question) {
    const std::uint32_t level = random.below(4);
    set_descriptor(question, flat(random_access_byte(random, level), level));
    const std::uint32_t asked = selector(slot::asked, random.once_in(3) ? random.below(4) : level);
    switch (random.below(3)) {
    case 0:
        question.ss1 = asked;
        break;
    case 1:
        question.ss2 = asked;
        break;
    default:
        set_gate_selector(question, asked);
    }
}

// --- stacks

void odd_tss_limit(Random& random, const Places&, Question& question) {
    question.tss_limit = one_of(random, {11, 16, 17, 18, 19, 24, 25, 26, 27, 0x66, 0x68});
}

void odd_page(Random& random, const Places&, Question& question) {
    question.page = random.below(8);
}

void odd_stack_pointer(Random& random, const Places& places, Question& question) {
    const std::uint32_t pointers[] = {random.below(64) * 2,
        places.unmapped + random.below(16),
        places.unmapped + random.below(48),
        0x50000000 + random.below(64),
        places.stack_pages + page_bytes + random.below(48)};
    std::uint32_t& esp = random.once_in(3) ? question.esp : random.once_in(3) ? question.esp2 : question.esp1;
    esp = random.pick(std::span<const std::uint32_t>(pointers));
}

// --- the way to the source, which is an iret from ring 0

void odd_way_there(Random& random, const Places&, Question& question) {
    switch (random.below(4)) {
    case 0:
        question.cs = random_selector(random);
        break;
    case 1:
        question.ss = random_selector(random);
        break;
    case 2: {
        const std::uint32_t level = 1 + random.below(3);
        set_descriptor(question,
            descriptor(0,
                random.once_in(2) ? 0xFFF : all_pages,
                random_access_byte(random, level),
                random.once_in(2) ? wide_bytes : wide_pages));
        question.cs = selector(slot::asked, level);
        question.ss = selector(data_slot(level), level);
        break;
    }
    default:
        odd_descriptor(random, {}, question);
        question.ss = selector(slot::asked, question.cs & 3);
    }
}

void virtual_interrupt_flags(Random& random, const Places&, Question& question) {
    question.eflags |= one_of(random,
        {flag::virtual_interrupt,
            flag::virtual_interrupt_pending,
            flag::virtual_interrupt | flag::virtual_interrupt_pending});
}

constexpr Twist all_twists[] = {odd_idt_limit,
    odd_gate_type,
    absent_gate,
    closed_gate,
    odd_gate_selector,
    reserved_gate_bits,
    other_vector,
    odd_code_segment,
    odd_code_segment,
    odd_stack_segment,
    odd_stack_segment,
    odd_stack_segment,
    odd_stack_selector,
    odd_descriptor,
    odd_tss_limit,
    odd_page,
    odd_page,
    odd_stack_pointer,
    odd_stack_pointer,
    odd_way_there,
    virtual_interrupt_flags};

} // namespace

std::span<const Twist> twists() {
    return all_twists;
}

std::uint32_t random_selector(Random& random) {
    if (random.once_in(8)) {
        return random.below(4);
    }
    if (random.once_in(8)) {
        return random.below(0x10000);
    }
    const std::uint32_t slot = random.once_in(4) ? slot::asked : random.below(slot::empty + 1);
    return selector(slot, random.below(4)) | (random.once_in(16) ? 4U : 0U);
}

std::uint32_t random_stack(Random& random, const Places& places) {
    const std::uint32_t edge = random.once_in(2) ? page_bytes : stack_bytes;
    std::uint32_t offset = random.once_in(3) ? 0x100 + random.below(stack_bytes - 0x100) : edge - random.below(12) * 4;
    if (!random.once_in(6)) {
        offset &= ~3U;
    }
    return places.stack_pages + offset;
}

std::uint32_t random_flags(Random& random) {
    constexpr std::uint32_t any = flag::carry | flag::parity | flag::adjust | flag::zero | flag::sign |
                                  flag::interrupt | flag::direction | flag::overflow | flag::iopl | flag::nested_task |
                                  flag::resume | flag::alignment | flag::identification | flag::trap;
    return flag::fixed | (random.word() & random.word() & random.word() & any) |
           (random.once_in(2) ? flag::interrupt : 0);
}

/// Mostly the same; else each bit of an offset alone set and alone clear, and all alike. An emulator translates a handler's code
/// anew wherever it meets it, and for each mix of flags: many addresses would cost more than all the rest of their questions.
std::uint32_t random_handler(Random& random, const Places& places) {
    if (!random.once_in(4)) {
        return places.landing[0];
    }
    const std::uint32_t last = places.landing_bytes - wire::oracle::report_bytes;
    const std::uint32_t bit = wire::oracle::report_bytes
                              << random.below(static_cast<std::uint32_t>(std::bit_width(last)));
    return places.landing[random.below(2)] + ((bit ^ (random.once_in(2) ? last : 0)) & last);
}

void set_handler(Question& question, std::uint32_t offset) {
    question.gate[0] = (question.gate[0] & 0xFFFF0000) | low_half(offset);
    question.gate[1] = low_half(question.gate[1]) | (offset & 0xFFFF0000);
}

} // namespace trapspec::diff::cpu
