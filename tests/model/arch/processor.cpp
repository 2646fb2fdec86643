#include "tests/model/arch/processor.hpp"

namespace trapspec::test {

namespace {

using model::Concrete;
using model::arch::Segment;

constexpr std::uint32_t physical(std::uint32_t linear) {
    return linear & 0x0FFFFFFF;
}

Processor bare() {
    Processor m;
    m.memory = model::concrete::Memory(std::size_t{at::pages} * 4096);
    for (std::uint32_t ring = 0; ring < 4; ++ring) {
        set_descriptor(m, code_of(ring), descriptor(0, 0xFFFFF, 0x9B | ring << 5));
        set_descriptor(m, data_of(ring), descriptor(0, 0xFFFFF, 0x93 | ring << 5));
    }
    set_descriptor(m, conforming_code, descriptor(0, 0xFFFFF, 0x9F));
    set_descriptor(m, system_segment, descriptor(0, 0xFFFFF, 0x89));
    m.limits.gdt = bits<16>(gdt_end);
    m.limits.idt = bits<16>(0x7FF);
    m.task = {bits<16>(system_segment),
        bits<32>(0x67),
        true,
        bits<32>(at::stack),
        bits<32>(at::stack),
        bits<32>(at::stack),
        bits<16>(data_of(0)),
        bits<16>(data_of(1)),
        bits<16>(data_of(2))};
    for (std::uint32_t vector = 0; vector < 256; ++vector) {
        set_gate(m, vector, 0xE, code_of(1));
    }
    m.paging = {true, true, bits<32>(at::directory)};
    m.memory.poke(at::directory + (at::linear >> 22) * 4, 4, at::page_table | 7);
    for (std::uint32_t page = 0; page < at::pages; ++page) {
        map_page(m, page, page << 12 | 7);
    }
    m.eip = bits<32>(at::eip);
    m.esp = bits<32>(at::old_stack);
    return m;
}

} // namespace

Processor processor_in(std::uint32_t ring) {
    Processor m = bare();
    m.eflags = bits<32>(0x202);
    load_cs(m, code_of(ring));
    load_ss(m, data_of(ring));
    m.ds = m.es = m.fs = m.gs = m.ss;
    return m;
}

Processor processor_in_virtual_8086(std::uint32_t iopl) {
    Processor m = bare();
    m.eflags = bits<32>(0x20202 | iopl << 12);
    m.eip = bits<32>(0x123);
    m.esp = bits<32>(0x1000);
    const auto segment = [](std::uint32_t selector) {
        return model::arch::segment_of_virtual_8086<Concrete>(bits<16>(selector));
    };
    m.cs = segment(0x0500);
    m.ss = segment(0x0600);
    m.ds = segment(0x0700);
    m.es = segment(0x0800);
    m.fs = segment(0x0900);
    m.gs = segment(0x0A00);
    for (std::uint32_t vector = 0; vector < 256; ++vector) {
        set_gate(m, vector, 0xE, code_of(0));
    }
    // Linear 0 to 0xFFFF, for the stack of virtual-8086 mode.
    m.memory.poke(at::directory, 4, at::page_table | 7);
    return m;
}

void set_gate(Processor& m, std::uint32_t vector, std::uint32_t type, std::uint32_t selector, std::uint32_t dpl) {
    const std::uint64_t low = std::uint64_t{selector} << 16 | (at::handler & 0xFFFF);
    const std::uint64_t high = (at::handler & 0xFFFF0000) | 0x8000 | dpl << 13 | type << 8;
    m.idt.set(bits<8>(vector), bits<64>(high << 32 | low));
}

void change_gate(Processor& m, std::uint32_t vector, std::uint64_t clear, std::uint64_t set) {
    m.idt.set(bits<8>(vector), bits<64>((m.idt.get(bits<8>(vector)).host() & ~clear) | set));
}

void set_descriptor(Processor& m, std::uint32_t selector, std::uint64_t value) {
    m.gdt.set(bits<8>(selector >> 3), bits<64>(value));
}

void change_descriptor(Processor& m, std::uint32_t selector, std::uint64_t clear, std::uint64_t set) {
    set_descriptor(m, selector, (m.gdt.get(bits<8>(selector >> 3)).host() & ~clear) | set);
}

void load_cs(Processor& m, std::uint32_t selector) {
    m.cs = {bits<16>(selector), m.gdt.get(bits<8>(selector >> 3))};
}

void load_ss(Processor& m, std::uint32_t selector) {
    m.ss = {bits<16>(selector), m.gdt.get(bits<8>(selector >> 3))};
}

void map_page(Processor& m, std::uint32_t page, std::uint32_t entry) {
    m.memory.poke(at::page_table + page * 4, 4, entry);
}

Cpu_event event_from(std::uint32_t from, std::uint32_t vector, std::uint32_t error_code) {
    Cpu_event event;
    event.source = bits<4>(from);
    event.vector = bits<8>(vector);
    event.error_code = bits<16>(error_code);
    return event;
}

std::uint32_t word_on_stack(const Processor& m, std::uint32_t linear, unsigned bytes) {
    const auto address = bits<32>(physical(linear));
    return static_cast<std::uint32_t>(bytes == 4 ? m.memory.load<4>(address).host() : m.memory.load<2>(address).host());
}

void put_on_stack(Processor& m, std::uint32_t linear, std::initializer_list<std::uint32_t> words, unsigned bytes) {
    for (const std::uint32_t word : words) {
        m.memory.poke(physical(linear), bytes, word);
        linear += bytes;
    }
}

std::vector<std::uint32_t> frame(const Processor& m, std::size_t words, unsigned bytes) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < words; ++i) {
        found.push_back(word_on_stack(m, static_cast<std::uint32_t>(m.esp.host()) + i * bytes, bytes));
    }
    return found;
}

namespace {
std::string told(const Processor& m) {
    std::string text = "answer " + std::to_string(m.answer.kind.host()) + ", vector " +
                       std::to_string(m.answer.vector.host()) + ", error code " +
                       std::to_string(m.answer.error_code.host()) + ":";
    for (const auto& arm : model::arch::arm_table) {
        if (arm.arm != Way::none && m.fired.has(arm.arm)) {
            text += " " + std::string(arm.name);
        }
    }
    return text;
}
} // namespace

testing::AssertionResult faulted(const Processor& m, std::uint32_t vector, std::uint32_t error_code) {
    const bool right = m.answer.kind.host() == model::arch::answer_kind::fault && m.answer.vector.host() == vector &&
                       m.answer.error_code.host() == error_code;
    return (right ? testing::AssertionSuccess() : testing::AssertionFailure()) << told(m);
}

testing::AssertionResult done(const Processor& m) {
    const bool right = m.answer.kind.host() == model::arch::answer_kind::done;
    return (right ? testing::AssertionSuccess() : testing::AssertionFailure()) << told(m);
}

testing::AssertionResult went(const Processor& m, Way way) {
    return (m.fired.has(way) ? testing::AssertionSuccess() : testing::AssertionFailure())
           << "not " << model::arch::info(way).name << "; " << told(m);
}

std::vector<std::uint64_t> registers_of(const Processor& m) {
    std::vector<std::uint64_t> all{m.eip.host(), m.eflags.host(), m.esp.host()};
    for (const Segment<Concrete>* segment : {&m.cs, &m.ss, &m.ds, &m.es, &m.fs, &m.gs}) {
        all.push_back(segment->selector.host());
        all.push_back(segment->descriptor.host());
    }
    return all;
}

} // namespace trapspec::test
