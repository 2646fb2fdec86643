#include "diff/cpu/generate.hpp"

#include "diff/cpu/twists.hpp"

namespace trapspec::diff::cpu {

namespace {

namespace wire = wire::oracle;
namespace flag = model::arch::eflags;

constexpr std::uint32_t whole_idt = 256 * 8 - 1, whole_tss = 103, page_open = 7;
constexpr std::uint32_t trap_gate_for_all = 0xEF00, present = 0x8000;

/// The vector that each source raises; of INT n any.
constexpr std::array<std::uint32_t, wire::source_count> vectors{0x80, 3, 4, 1, 6, 0, 13, 14, 5, 1, 1, 0x80, 0x80};

/// Of INT n: exceptions with and without an error code, and both ends of what is set apart. An emulator translates the code of
/// each instruction anew for each mix of flags, so that all 256 alike would cost it more than all else.
constexpr std::uint32_t edges[] = {
    0x00, 0x01, 0x02, 0x03, 0x08, 0x0D, 0x0E, 0x12, 0x1F, 0x20, 0x21, 0x7F, 0x80, 0x81, 0xFE, 0xFF};

constexpr std::uint32_t sources_in_virtual_8086[] = {wire::int_n,
    wire::int_n,
    wire::int3,
    wire::into,
    wire::icebp,
    wire::invalid_opcode,
    wire::divide_error,
    wire::single_step,
    wire::single_step_sti};

std::uint32_t random_ring(Random& random) {
    constexpr std::uint32_t rings[] = {3, 3, 3, 3, 1, 1, 1, 2, 2, 0};
    return random.pick(std::span<const std::uint32_t>(rings));
}

void set_source(Random& random, Question& question, std::uint32_t source) {
    question.source = source;
    question.vector = vectors[source];
    if (source == wire::int_n && !random.once_in(4)) {
        question.vector = random.once_in(8) ? random.below(256) : random.pick(std::span<const std::uint32_t>(edges));
    }
    if (source == wire::into) {
        question.eflags |= flag::overflow;
    }
    if (source == wire::single_step || source == wire::single_step_sti) {
        question.eflags |= flag::trap;
    }
}

void set_ring(Random& random, const Places& places, Question& question, std::uint32_t ring) {
    question.cs =
        ring == 0 ? (random.once_in(2) ? places.code : selector(slot::code_0, 0)) : selector(code_slot(ring), ring);
    question.ss = ring == 0 ? places.data : selector(data_slot(ring), ring);
    if (random.once_in(12)) {
        question.cs = selector(ring == 3 ? slot::conforming_3 : slot::conforming_0, ring);
    }
}

void set_gate(Random& random, const Places& places, Question& question, std::uint32_t from) {
    const std::uint32_t to = random.once_in(8) ? random.below(4) : random.below(from + 1);
    std::uint32_t code = selector(code_slot(to), random.once_in(3) ? random.below(4) : to);
    if (random.once_in(12)) {
        constexpr std::uint32_t conforming[] = {slot::conforming_0, slot::conforming_1, slot::conforming_3};
        code = selector(random.pick(std::span<const std::uint32_t>(conforming)), random.below(4));
    }
    constexpr std::uint32_t types[] = {0xE, 0xE, 0xE, 0xF, 0xF, 0xF, 6, 7};
    const std::uint32_t type = random.pick(std::span<const std::uint32_t>(types));
    const std::uint32_t dpl = random.once_in(6) ? random.below(4) : 3;
    question.gate[0] = code << 16;
    question.gate[1] = present | dpl << 13 | type << 8;
    set_handler(question, random_handler(random, places));
}

/// An iret finds a frame that leads to a landing, at its own level or further out.
void set_frame(Random& random, const Places& places, Question& question) {
    const std::uint32_t from = question.cs & 3;
    const std::uint32_t to = from + random.below(4 - from);
    const std::uint32_t code = to == 0 ? slot::code_0 : code_slot(to);
    const std::uint32_t ss = to == 0 ? places.data : selector(data_slot(to), to);
    question.frame[0] = random_handler(random, places);
    question.frame[1] = selector(code, to) | (random.once_in(4) ? random.word() << 16 : 0);
    question.frame[2] = random_flags(random);
    question.frame[3] = random.once_in(2) ? random_stack(random, places) : random.word();
    question.frame[4] = ss | (random.once_in(4) ? random.word() << 16 : 0);
    for (std::size_t i = 5; i < wire::frame_words; ++i) {
        question.frame[i] = random.below(0x10000);
    }
    question.eflags &= ~(flag::trap | flag::nested_task);
}

/// Words of 16 bits, where the operand size says so.
void narrow_frame(Question& question) {
    std::uint32_t words[wire::frame_words];
    std::copy(std::begin(question.frame), std::end(question.frame), std::begin(words));
    const auto low = [&](std::size_t i) { return words[i] & 0xFFFF; };
    question.frame[0] = low(0) | low(1) << 16;
    question.frame[1] = low(2) | low(3) << 16;
    question.frame[2] = low(4) | question.frame[2] << 16;
}

void apply_some(Random& random, const Places& places, Question& question, std::span<const Twist> from) {
    constexpr std::uint32_t how_many[] = {0, 0, 1, 1, 1, 2, 2, 3};
    for (std::uint32_t i = random.pick(std::span<const std::uint32_t>(how_many)); i > 0; --i) {
        random.pick(from)(random, places, question);
    }
}

Question delivery_question(Random& random, const Places& places) {
    Question question = plain_question(places);
    const std::uint32_t ring = random_ring(random);
    question.eflags = random_flags(random);
    set_source(random, question, random.once_in(2) ? wire::int_n : random.below(wire::iret_32));
    set_ring(random, places, question, ring);
    set_gate(random, places, question, ring);
    question.esp = random_stack(random, places);
    question.esp1 = random_stack(random, places);
    question.esp2 = random_stack(random, places);
    apply_some(random, places, question, twists());
    return question;
}

Question iret_question(Random& random, const Places& places) {
    Question question = plain_question(places);
    const std::uint32_t ring = random_ring(random);
    question.eflags = random_flags(random);
    question.source = random.once_in(3) ? wire::iret_16 : wire::iret_32;
    set_ring(random, places, question, ring);
    question.esp = random_stack(random, places);
    set_frame(random, places, question);
    apply_some(random, places, question, iret_twists());
    if (question.source == wire::iret_16) {
        narrow_frame(question);
    }
    return question;
}

Question virtual_8086_question(const Specification& specification, Random& random, const Places& places) {
    Question question = delivery_question(random, places);
    question.eflags &= ~(flag::virtual_interrupt | flag::virtual_interrupt_pending);
    question.eflags |= flag::virtual_8086 | (random.once_in(4) ? 0 : flag::iopl);
    const bool iret = random.once_in(3);
    set_source(random,
        question,
        iret ? wire::iret_32 + random.below(2) : random.pick(std::span<const std::uint32_t>(sources_in_virtual_8086)));
    if (!random.once_in(4)) {
        question.gate[0] = (question.gate[0] & 0xFFFF) | selector(slot::code_0, random.below(4)) << 16;
    }
    question.cs = specification.source_address(question) / 16 - random.below(4);
    question.ss = places.low_stack / 16;
    question.esp = 0x100 + random.below(0xE00);
    if (iret) {
        const std::uint32_t landing = random_handler(random, places);
        set_frame(random, places, question);
        // Past the first 64 KiB of the segment now and then.
        question.frame[1] = (landing / 16 - random.below(4) - (random.once_in(6) ? 0x1000U : 0U)) & 0xFFFF;
        question.frame[0] = landing - question.frame[1] * 16;
        if (question.source == wire::iret_32) { // the opcode is that of 16-bit words there
            narrow_frame(question);
        }
    }
    return question;
}

} // namespace

Question plain_question(const Places& places) {
    Question question{};
    question.source = wire::int_n;
    question.vector = 0x80;
    question.gate[0] = selector(slot::code_1, 1) << 16;
    question.gate[1] = trap_gate_for_all;
    set_handler(question, places.landing[0]);
    question.cs = selector(slot::code_3, 3);
    question.ss = selector(slot::data_3, 3);
    question.esp = places.stack_pages + 0x1800;
    question.eflags = flag::fixed | flag::interrupt;
    question.ss1 = selector(slot::data_1, 1);
    question.esp1 = places.stack_pages + 0x2000;
    question.ss2 = selector(slot::data_2, 2);
    question.esp2 = places.stack_pages + 0x2000;
    question.idt_limit = whole_idt;
    question.tss_limit = whole_tss;
    question.page = page_open;
    return question;
}

void place_frame(const Specification& specification, Question& question) {
    const bool iret = question.source == wire::iret_32 || question.source == wire::iret_16;
    const std::uint32_t at = specification.own_linear_stack(question);
    question.frame_at = iret && specification.is_stack_memory(at) ? at : 0;
}

Question make_question(const Specification& specification, std::uint64_t seed, std::uint64_t number) {
    constexpr std::uint64_t spread = 0x9E3779B97F4A7C15;
    Random random(seed * spread ^ (number + 1) * spread);
    random.next();
    const Places& places = specification.places();
    const std::uint32_t kind = random.below(16);
    Question question = kind == 0  ? virtual_8086_question(specification, random, places)
                        : kind < 4 ? iret_question(random, places)
                                   : delivery_question(random, places);
    place_frame(specification, question);
    return question;
}

} // namespace trapspec::diff::cpu
