#include "diff/cpu/native/generate.hpp"

namespace trapspec::diff::cpu::native {

namespace {

namespace wire = wire::native;
namespace flag = model::arch::eflags;

constexpr std::uint32_t system_call = 0x80, no_such_call = 0xFFFFFFFF;
constexpr std::uint64_t spread = 0x9E3779B97F4A7C15;
// To change the LDT is a system call that takes longer than many questions.
constexpr std::uint64_t questions_per_descriptor = 32;

template <std::size_t Count>
std::uint32_t one_of(Random& random, const std::uint32_t (&values)[Count]) {
    return random.pick(std::span<const std::uint32_t>(values));
}

std::uint32_t random_flags(Random& random) {
    constexpr std::uint32_t any = flag::carry | flag::parity | flag::adjust | flag::zero | flag::sign |
                                  flag::direction | flag::overflow | flag::nested_task | flag::identification;
    std::uint32_t flags = flag::fixed | flag::interrupt | (random.word() & any);
    flags |= random.once_in(4) ? flag::trap : 0U;
    flags |= random.once_in(3) ? flag::resume : 0U;
    flags |= random.once_in(4) ? flag::alignment : 0U;
    return flags;
}

/// Mostly near an edge, or where a word begins.
std::uint32_t random_place(Random& random) {
    if (random.once_in(12)) {
        return random.once_in(2) ? random.below(0x10000) : wire::region + random.below(wire::region_bytes);
    }
    constexpr std::uint32_t edges[] = {first_open,
        first_open + 1,
        open_end,
        read_only_page,
        read_only_page + 1,
        lone_open,
        lone_open + 1,
        first_landing,
        first_open + 1,
        first_open + 2};
    const std::uint32_t edge = address_of_page(one_of(random, edges));
    const std::uint32_t at = random.once_in(2) ? edge - 32 + random.below(64) : edge + random.below(wire::page_bytes);
    return random.once_in(3) ? at : at & ~3U;
}

/// By its own base and limit, where the selector has any.
std::uint32_t random_offset(Random& random, std::uint32_t selector, const Question& question) {
    const bool is_local = (selector & 4) != 0;
    const std::uint32_t slot = selector >> 3;
    if (!is_local || slot >= wire::ldt_entries) {
        return random_place(random);
    }
    const Local_descriptors table = local_descriptors();
    const std::uint32_t a = slot == local::asked ? question.descriptor[0] : table[slot][0];
    const std::uint32_t b = slot == local::asked ? question.descriptor[1] : table[slot][1];
    const std::uint32_t base = a >> 16 | (b & 0xFF) << 16 | (b & 0xFF000000);
    const std::uint32_t units = (a & 0xFFFF) | (b & 0xF0000);
    const std::uint32_t limit = (b & 0x800000) != 0 ? units << 12 | 0xFFF : units;
    return random.once_in(3) ? limit - 16 + random.below(24) : random_place(random) - base;
}

/// What modify_ldt takes, based where the questions' pages are.
void random_descriptor(Random& random, const Header& header, Question& question) {
    const std::uint32_t kind = random.below(8);
    const std::uint32_t contents =
        kind == 7 ? random.below(8) << 1 : one_of(random, {0x2, 0x2, 0x2, 0x0, 0x6, 0x8, 0xA});
    const bool conforming = (contents & 0xC) == 0xC;
    const std::uint32_t access =
        0x11 | dpl_3 | contents | (conforming || random.once_in(6) ? 0U : access_byte::present);
    const bool pages = random.once_in(3);
    const bool wide = !random.once_in(3);
    const std::uint32_t base = random.once_in(4)   ? header.code & ~0xFFFU
                               : random.once_in(3) ? address_of_page(first_landing)
                                                   : random_place(random) & ~0xFU;
    const std::uint32_t limit = random.once_in(4)   ? random.below(1U << 20)
                                : random.once_in(3) ? 0xFFFFF
                                : pages             ? random.below(8)
                                                    : random.below(0x4000);
    const auto words =
        descriptor(random.once_in(6) ? 0x1000U : base, limit, access, (pages ? 8U : 0U) | (wide ? 4U : 0U));
    std::copy(words.begin(), words.end(), question.descriptor);
}

std::uint32_t random_selector(Random& random, const Header& header) {
    const std::uint32_t rpl = random.once_in(5) ? random.below(4) : 3;
    switch (random.below(8)) {
    case 0:
        return random.word() & 0xFFFF;
    case 1:
        return random.below(wire::gdt_entries) << 3 | rpl;
    case 2:
        return random.once_in(2) ? 0 : header.own_ss;
    case 3:
        return random.once_in(2) ? header.own_cs : header.own_ss;
    case 4:
        return local_selector(local::asked, rpl);
    default:
        return local_selector(random.below(wire::ldt_entries + 1), rpl);
    }
}

std::uint32_t random_data(Random& random, const Header& header) {
    constexpr std::uint32_t slots[] = {local::data,
        local::read_only,
        local::expand_down,
        local::small_data,
        local::narrow_data,
        local::code,
        local::asked,
        local::asked};
    return random.once_in(2)   ? header.own_ss
           : random.once_in(6) ? random.below(4)
                               : local_selector(one_of(random, slots));
}

std::uint32_t random_stack_segment(Random& random, const Header& header) {
    constexpr std::uint32_t slots[] = {
        local::data, local::expand_down, local::small_data, local::narrow_data, local::asked};
    return random.once_in(2) ? header.own_ss : local_selector(one_of(random, slots));
}

std::uint32_t random_code(Random& random) {
    const std::uint32_t kind = random.below(16);
    if (kind < 6) {
        return random.below(256);
    }
    if (kind < 8) {
        return wire::int3 + random.below(wire::pushf_32 - wire::int3);
    }
    if (kind < 10) {
        return wire::pushf_32 + random.below(wire::iret_32 - wire::pushf_32);
    }
    if (kind < 13) {
        return random.once_in(3) ? wire::iret_16 : wire::iret_32;
    }
    return wire::load_es + random.below(wire::code_count - wire::load_es);
}

/// A frame for an iret that leads to a landing, more often than not.
void set_frame(Random& random, const Header& header, Question& question) {
    constexpr std::uint32_t landing_bytes = (landing_end - first_landing) * wire::page_bytes;
    constexpr std::uint32_t slots[] = {local::code,
        local::execute_only,
        local::landing_code,
        local::narrow_landing_code,
        local::asked,
        local::absent_code,
        local::absent_conforming};
    const std::uint32_t cs = random.once_in(3)   ? header.own_cs
                             : random.once_in(3) ? random_selector(random, header)
                                                 : local_selector(one_of(random, slots));
    std::uint32_t eip = address_of_page(first_landing) + (random.below(landing_bytes) & ~1U);
    if ((cs >> 3 == local::landing_code || cs >> 3 == local::narrow_landing_code) && (cs & 4) != 0) {
        eip = random.below(cs >> 3 == local::landing_code ? 0x10010 : 0x1010) & ~1U;
    } else if ((cs & 4) != 0 && cs >> 3 == local::asked) {
        eip = random_offset(random, cs, question) & ~1U;
    }
    question.frame[0] = eip;
    question.frame[1] = cs | (random.once_in(3) ? random.word() << 16 : 0);
    question.frame[2] = random.word();
    question.eflags &= ~flag::nested_task;
    if (question.code == wire::iret_16) {
        question.frame[0] = (eip & 0xFFFF) | cs << 16;
    }
}

} // namespace

Question plain_question(const Header& header) {
    Question question{};
    question.code = wire::int_n + system_call;
    question.eflags = flag::fixed | flag::interrupt;
    question.cs = header.own_cs;
    question.ss = question.ds = question.es = header.own_ss;
    question.registers[register_number::esp] = address_of_page(first_open + 1);
    question.registers[register_number::ebx] = address_of_page(first_open);
    question.registers[register_number::eax] = no_such_call;
    return question;
}

Question make_question(
    const Specification& specification, const Header& header, std::uint64_t seed, std::uint64_t number) {
    Random for_descriptor(seed * spread + number / questions_per_descriptor * spread);
    for_descriptor.next();
    Random random(seed * spread ^ (number + 1) * spread);
    random.next();

    Question question = plain_question(header);
    random_descriptor(for_descriptor, header, question);
    question.code = random_code(random);
    question.eflags = random_flags(random);
    for (std::uint32_t& each : question.registers) {
        each = random.word();
    }
    constexpr std::uint32_t codes[] = {local::code, local::execute_only, local::asked};
    question.cs = random.once_in(3) ? local_selector(one_of(random, codes)) : header.own_cs;
    question.ss = random_stack_segment(random, header);
    question.ds = random_data(random, header);
    question.es = random_data(random, header);
    question.fs = random_data(random, header);
    question.gs = random_data(random, header);
    question.registers[register_number::esp] =
        random.once_in(16) ? random.word() : random_offset(random, question.ss, question);
    const bool is_load = question.code >= wire::load_es && question.code <= wire::load_gs;
    if (question.code == wire::int_n + system_call) {
        question.registers[register_number::eax] = no_such_call;
    } else if (is_load) {
        question.registers[register_number::eax] = random_selector(random, header) | random.word() << 16;
    } else if (question.code == wire::bound && random.once_in(2)) {
        question.registers[register_number::eax] = wire::untouched; // what its bounds are, too
    }
    const std::uint32_t through[] = {question.es, question.cs, question.ss, question.ds, question.fs, question.gs};
    const bool reads = question.code >= wire::read_es && question.code <= wire::read_gs;
    const bool writes = question.code >= wire::write_es && question.code <= wire::write_gs;
    const std::uint32_t selector = reads    ? through[question.code - wire::read_es]
                                   : writes ? through[question.code - wire::write_es]
                                            : question.ds;
    question.registers[register_number::ebx] = random_offset(random, selector, question);
    if (question.code == wire::iret_32 || question.code == wire::iret_16) {
        set_frame(random, header, question);
    } else {
        for (std::uint32_t& each : question.frame) {
            each = random.word();
        }
    }
    specification.place(question);
    return question;
}

} // namespace trapspec::diff::cpu::native
