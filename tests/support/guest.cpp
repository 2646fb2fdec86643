#include "tests/support/guest.hpp"

#include <algorithm>
#include <stdexcept>

namespace trapspec::test {

namespace {

uint32_t host(Word word) {
    return static_cast<uint32_t>(word.host());
}

model::Bits<model::Concrete, 8> slot(uint32_t vector) {
    return model::Bits<model::Concrete, 8>::of(vector);
}

Gate_words split(model::Bits<model::Concrete, 64> bits) {
    return {static_cast<uint32_t>(bits.host()), static_cast<uint32_t>(bits.host() >> 32)};
}

model::Bits<model::Concrete, 64> join(Gate_words gate) {
    return model::Bits<model::Concrete, 64>::of(uint64_t{gate.b} << 32 | gate.a);
}

} // namespace

Machine bare_machine(std::string_view rules) {
    Machine m;
    const auto rule_set = model::rule_set_named(rules);
    if (!rule_set) {
        throw std::invalid_argument("no such rules");
    }
    m.rules = *rule_set;
    m.memory = model::concrete::Memory(place::memory_size);
    for (uint32_t vector = 0; vector < 256; ++vector) {
        m.handlers.set(slot(vector), model::Bits<model::Concrete, 64>::of(stub(vector)));
    }
    return m;
}

Machine legal_guest(std::string_view rules) {
    Machine m = bare_machine(rules);
    happens(m, Event_kind::start_guest, {place::pages, place::pages});

    m.guest.paging = true;
    m.guest.page_directory = Word::of(place::directory);
    set_word(m, place::directory + (place::kernel_base >> 22) * 4, place::page_table | 7);
    for (uint32_t page = 0; page < place::pages; ++page) {
        map_page(m, page, page << 12 | 7);
    }

    m.guest.initialised = true;
    m.guest.data_address = Word::of(place::data_page);
    set_shared(m, shared::irq_enabled, eflags_if);
    set_shared(m, shared::syscall_vec, 0x80);

    m.cpu.changed = Word(0);
    m.cpu.ss1 = model::Bits<model::Concrete, 16>(0x69);
    m.cpu.esp1 = Word::of(place::kernel_base + place::kernel_stack);
    m.guest.stack_pages = Word(1);
    happens(m,
        Event_kind::set_registers,
        {0xA0,
            0xB0,
            0xC0,
            0xD0,
            0x51,
            0xD1,
            0xB9,
            0,
            0xD8,
            0x7B,
            0x7B,
            256,
            0,
            place::user_eip,
            0x73,
            0x246,
            place::user_esp,
            0x7B});
    return m;
}

Machine guest_in_kernel(std::string_view rules, uint32_t esp) {
    Machine m = legal_guest(rules);
    m.regs.cs = Word(0x61);
    m.regs.ss = Word(0x69);
    m.regs.eip = Word::of(place::kernel_base + place::kernel_code);
    m.regs.esp = Word::of(place::kernel_base + esp);
    return m;
}

void happens(Machine& m, Event_kind kind, std::initializer_list<uint32_t> arguments) {
    if (arguments.size() > model::info(kind).arguments.size()) {
        throw std::invalid_argument("too many arguments");
    }
    model::Event<model::Concrete> event;
    event.kind = kind;
    std::transform(arguments.begin(), arguments.end(), event.arguments.begin(), [](uint32_t x) { return Word::of(x); });
    model::step(m, event);
}

uint32_t word_at(const Machine& m, uint32_t address) {
    return host(m.memory.load<4>(Word::of(address)));
}
void set_word(Machine& m, uint32_t address, uint32_t value) {
    m.memory.poke(address, 4, value);
}

uint32_t read_shared(const Machine& m, Shared_word word) {
    return word_at(m, host(m.guest.data_address) + word.offset);
}
void set_shared(Machine& m, Shared_word word, uint32_t value) {
    set_word(m, host(m.guest.data_address) + word.offset, value);
}

Gate_words gate_of(const Machine& m, uint32_t vector) {
    return split(m.gates.get(slot(vector)));
}
Gate_words idt_of(const Machine& m, uint32_t vector) {
    return split(m.idt.get(slot(vector)));
}
void set_gate(Machine& m, uint32_t vector, Gate_words gate) {
    m.gates.set(slot(vector), join(gate));
}
void set_idt(Machine& m, uint32_t vector, Gate_words gate) {
    m.idt.set(slot(vector), join(gate));
}

void map_page(Machine& m, uint32_t index, uint32_t entry) {
    set_word(m, place::page_table + index * 4, entry);
}

void set_faults(Machine& m, uint32_t read, uint32_t write, uint32_t hole_page, uint32_t hole_pages) {
    m.faults.read_faults = Word::of(read);
    m.faults.write_faults = Word::of(write);
    m.faults.hole_page = Word::of(hole_page);
    m.faults.hole_pages = Word::of(hole_pages);
}

} // namespace trapspec::test
