// Linux's tables and the process's memory in the model's processor.
#include "diff/cpu/native/specification.hpp"
#include "diff/cpu/processor.hpp"

namespace trapspec::diff::cpu::native {

namespace {

namespace wire = wire::native;
using model::Concrete;

// The model's memory: page tables, the kernel's stack, and the region's pages.
constexpr std::uint32_t region_table = 0x2000, kernel_table = 0x3000, kernel_stack = 0x4000, region_at = 0x10000,
                        bytes_of_memory = region_at + wire::region_pages * wire::page_bytes;
constexpr std::uint32_t kernel_stack_linear = 0xC0000000, kernel_handler = 0xC0100000;
constexpr std::uint32_t for_supervisor = 3, for_all = 7, for_all_read_only = 5;

std::uint64_t entry(std::array<std::uint32_t, 2> words) {
    return std::uint64_t{words[1]} << 32 | words[0];
}

/// Linux, arch/x86/include/asm/segment.h: a 64-bit kernel's, or else a 32-bit one's.
bool is_64_bit(const Header& header) {
    constexpr std::uint32_t user_code_on_64_bit = 0x23;
    return header.own_cs == user_code_on_64_bit;
}
std::uint32_t kernel_code(const Header& header) {
    return is_64_bit(header) ? 0x10 : 0x60;
}
std::uint32_t kernel_data(const Header& header) {
    return is_64_bit(header) ? 0x18 : 0x68;
}

/// From what LAR and LSL say, with base 0. What they keep from CPL 3 nothing else gives it either, so it may be empty.
std::uint64_t visible(const std::uint32_t (&told)[2]) {
    const auto [access, limit] = told;
    const bool pages = (access & 0x800000) != 0;
    return entry(descriptor(0, pages ? limit >> 12 : limit, access >> 8 & 0xFF, access >> 20 & 0xF));
}

std::uint32_t physical(std::uint32_t linear) {
    return linear >= kernel_stack_linear ? linear - kernel_stack_linear + kernel_stack
                                         : linear - wire::region + region_at;
}

} // namespace

Specification::Specification(const Header& header) : header_(header) {
    start_memory();
    start_tables();
}

void Specification::start_memory() {
    m_.memory = model::concrete::Memory(bytes_of_memory);
    m_.paging = {true, true, bits<32>(directory)};
    constexpr unsigned bits_of_a_table = 22;
    m_.memory.poke(directory + (wire::region >> bits_of_a_table) * 4, 4, region_table | for_all);
    m_.memory.poke(directory + (kernel_stack_linear >> bits_of_a_table) * 4, 4, kernel_table | for_supervisor);
    m_.memory.poke(kernel_table, 4, kernel_stack | for_supervisor);
    for (std::uint32_t page = 0; page < wire::region_pages; ++page) {
        const std::uint32_t kind = header_.pages[page];
        const std::uint32_t at = region_at + page * wire::page_bytes;
        if (kind != wire::absent) {
            m_.memory.poke(region_table + 4 * page, 4, at | (kind == wire::open ? for_all : for_all_read_only));
        }
        constexpr std::uint32_t invalid_opcodes = 0x0B0F0B0F;
        for (std::uint32_t i = 0; i < wire::page_bytes; i += 4) {
            m_.memory.poke(at + i, 4, kind == wire::landing ? invalid_opcodes : wire::untouched);
        }
    }
}

/// Linux, arch/x86/kernel/idt.c: user code may ask for INT3, INTO and the system call.
void Specification::start_tables() {
    for (std::uint32_t vector = 0; vector < 256; ++vector) {
        const bool open = vector == 3 || vector == 4 || vector == 0x80;
        m_.idt.set(bits<8>(vector),
            bits<64>(entry({kernel_code(header_) << 16 | (kernel_handler & 0xFFFF),
                (kernel_handler & 0xFFFF0000) | (open ? 0xEE00U : 0x8E00U)})));
    }
    for (std::uint32_t slot = 0; slot < wire::gdt_entries; ++slot) {
        m_.gdt.set(bits<8>(slot), bits<64>(visible(header_.gdt[slot])));
    }
    m_.gdt.set(bits<8>(kernel_code(header_) >> 3), bits<64>(entry(flat(access_byte::code, 0))));
    m_.gdt.set(bits<8>(kernel_data(header_) >> 3), bits<64>(entry(flat(access_byte::data, 0))));
    for (std::uint32_t slot = 0; slot < wire::ldt_entries; ++slot) {
        m_.ldt.set(bits<8>(slot), bits<64>(entry({header_.ldt[slot][0], header_.ldt[slot][1]})));
    }
    m_.limits = {bits<16>(8 * wire::gdt_entries - 1), bits<16>(8 * wire::ldt_entries - 1), bits<16>(256 * 8 - 1)};
    constexpr std::uint32_t whole_tss = 103;
    m_.task.limit = bits<32>(whole_tss);
    m_.task.wide = true;
    m_.task.ss0 = bits<16>(kernel_data(header_));
    m_.task.esp0 = bits<32>(kernel_stack_linear + wire::page_bytes);
}

Specification::Segment Specification::segment(std::uint32_t selector, const Question& question) const {
    const std::uint32_t slot = selector >> 3;
    const bool is_local = (selector & 4) != 0;
    if ((selector & 0xFFFC) == 0 || slot >= (is_local ? wire::ldt_entries : wire::gdt_entries)) {
        return {};
    }
    const auto found = is_local && slot == local::asked
                           ? bits<64>(entry({question.descriptor[0], question.descriptor[1]}))
                       : is_local ? m_.ldt.get(bits<8>(slot))
                                  : m_.gdt.get(bits<8>(slot));
    return {bits<16>(selector), found};
}

void Specification::set_up(const Question& question) {
    forget_writes();
    m_.ldt.set(bits<8>(local::asked), bits<64>(entry({question.descriptor[0], question.descriptor[1]})));
    m_.cs = segment(question.cs, question);
    m_.ss = segment(question.ss, question);
    const auto returned_to = [&](std::uint32_t selector) { // the kernel comes by an iret
        return model::arch::kept_at<Concrete>({bits<16>(selector), segment(selector, question).descriptor}, bits<2>(3));
    };
    m_.ds = returned_to(question.ds);
    m_.es = returned_to(question.es);
    m_.fs = returned_to(question.fs);
    m_.gs = returned_to(question.gs);
    m_.eip = bits<32>(question.eip);
    m_.eflags = bits<32>(question.eflags);
    m_.cr2 = bits<32>(0);
    std::copy(std::begin(question.registers), std::end(question.registers), registers_.begin());
    m_.esp = bits<32>(question.registers[register_number::esp]);
    for (std::uint32_t i = 0; question.frame_at != 0 && i < wire::frame_words; ++i) {
        poke(question.frame_at + 4 * i, question.frame[i]);
    }
}

void Specification::place(Question& question) const {
    const auto base = [&](std::uint32_t selector) {
        return host(model::arch::base_of<Concrete>(segment(selector, question).descriptor));
    };
    const std::uint32_t number = std::min(question.code, wire::code_count - 1);
    question.eip = header_.code + number * wire::code_bytes - base(question.cs);
    const std::uint32_t esp = question.registers[register_number::esp];
    const bool wide = model::arch::is_wide<Concrete>(segment(question.ss, question).descriptor).host();
    const std::uint32_t top = base(question.ss) + (wide ? esp : esp & 0xFFFF);
    const bool pops = number == wire::iret_32 || number == wire::iret_16 || number == wire::popf_32 ||
                      number == wire::popf_16 || number == wire::pop;
    question.frame_at = pops && is_there(top, 4 * wire::frame_words, wire::open) ? top : 0;
    const bool writes = number >= wire::write_es && number <= wire::write_gs;
    const std::uint32_t selectors[] = {question.es, question.cs, question.ss, question.ds, question.fs, question.gs};
    const std::uint32_t written =
        writes ? base(selectors[number - wire::write_es]) + question.registers[register_number::ebx] : top - 4;
    const bool shows = writes || number == wire::push || number == wire::pushf_32;
    const std::uint32_t at = written & ~3U;
    question.window = 0;
    for (const std::uint32_t window : {at, at - 4}) {
        if (shows && question.window == 0 && is_there(window, 4 * wire::window_words, wire::open)) {
            question.window = window;
        }
    }
}

// --- memory

bool Specification::is_there(std::uint32_t linear, std::uint32_t bytes, wire::Page kind) const {
    const auto is_kind = [&](std::uint32_t at) {
        const std::uint32_t page = (at - wire::region) / wire::page_bytes;
        return page < wire::region_pages && header_.pages[page] == kind;
    };
    return is_kind(linear) && is_kind(linear + bytes - 1);
}

void Specification::poke(std::uint32_t linear, std::uint32_t word) {
    m_.memory.poke(physical(linear), 4, word);
    writes_.push_back({physical(linear), 4, word});
}

std::uint32_t Specification::word_at(std::uint32_t linear) const {
    return host(m_.memory.load<4>(bits<32>(physical(linear))));
}

/// Of the instruction, or the delivery, that just was.
void Specification::collect() {
    const auto log = m_.memory.log();
    writes_.insert(writes_.end(), log.begin(), log.end());
    m_.memory.forget_log();
    for (std::size_t i = 0; i < result_.arms.size(); ++i) {
        result_.arms[i] |= m_.fired.words()[i];
    }
}

void Specification::forget_writes() {
    for (const auto& write : writes_) {
        m_.memory.poke(write.address, write.length, wire::untouched);
    }
    writes_.clear();
}

} // namespace trapspec::diff::cpu::native
