#include "diff/cpu/twists.hpp"
#include "model/arch/constants.hpp"

namespace trapspec::diff::cpu {

namespace {

void odd_cs(Random& random, const Places&, Question& question) {
    question.frame[1] = random_selector(random);
}

void odd_ss(Random& random, const Places&, Question& question) {
    question.frame[4] = random_selector(random);
}

/// A code segment of its own to return to, with a limit near where it goes on.
void odd_code(Random& random, const Places&, Question& question) {
    const std::uint32_t level = question.frame[1] & 3;
    const std::uint32_t limit = random.once_in(4) ? all_pages : question.frame[0] + random.below(4) - 1;
    const std::uint32_t kind = random.once_in(3) ? access_byte::conforming : access_byte::code;
    const std::uint32_t dpl = random.once_in(4) ? random.below(4) : level;
    const std::uint32_t absent = random.once_in(6) ? access_byte::present : 0;
    const auto words = descriptor(0, limit & all_pages, (kind & ~absent) | dpl << 5, wide_bytes);
    question.descriptor[0] = words[0];
    question.descriptor[1] = words[1];
    question.frame[1] = selector(slot::asked, level);
}

/// A stack segment of its own to return to.
void odd_data(Random& random, const Places&, Question& question) {
    const std::uint32_t level = question.frame[1] & 3;
    const std::uint32_t type = random.once_in(2) ? access_byte::data & 0x1F : random.below(32);
    const std::uint32_t dpl = random.once_in(4) ? random.below(4) : level;
    const std::uint32_t present = random.once_in(4) ? 0 : access_byte::present;
    const auto words = descriptor(0, all_pages, type | dpl << 5 | present, random.once_in(2) ? wide_pages : 0x8);
    question.descriptor[0] = words[0];
    question.descriptor[1] = words[1];
    question.frame[4] = selector(slot::asked, random.once_in(6) ? random.below(4) : level);
}

/// The stack that is popped from has a limit near the frame.
void odd_own_stack(Random& random, const Places& places, Question& question) {
    const std::uint32_t level = question.cs & 3;
    if (level == 0) {
        return;
    }
    const std::uint32_t top = random_stack(random, places) - places.stack_pages;
    const auto words = descriptor(places.stack_pages,
        (top + random.below(24) - 1) & all_pages,
        access_byte::data | level << 5,
        random.once_in(2) ? wide_bytes : narrow_bytes);
    question.descriptor[0] = words[0];
    question.descriptor[1] = words[1];
    question.ss = selector(slot::asked, level);
    question.esp = top;
}

void odd_page(Random& random, const Places& places, Question& question) {
    question.page = random.below(8);
    question.esp = places.stack_pages + 4096 - random.below(24);
}

void odd_esp(Random& random, const Places& places, Question& question) {
    question.esp = random.once_in(2) ? places.unmapped - random.below(24) : 0x50000000;
}

void odd_eip(Random& random, const Places&, Question& question) {
    question.frame[0] |= random.once_in(2) ? 0x10000U : 0U;
}

void virtual_flags(Random& random, const Places&, Question& question) {
    namespace flag = model::arch::eflags;
    question.frame[2] |= random.once_in(2)
                             ? flag::virtual_8086
                             : random.word() & (flag::virtual_interrupt | flag::virtual_interrupt_pending);
}

/// With NT set an iret switches tasks, which the model refuses; in the frame it is a flag like others.
void more_flags(Random& random, const Places&, Question& question) {
    question.frame[2] |= random_flags(random);
    question.eflags |= model::arch::eflags::iopl & random.word();
}

constexpr Twist all_twists[] = {
    odd_cs, odd_ss, odd_code, odd_data, odd_own_stack, odd_page, odd_esp, odd_eip, virtual_flags, more_flags};

} // namespace

std::span<const Twist> iret_twists() {
    return all_twists;
}

} // namespace trapspec::diff::cpu
