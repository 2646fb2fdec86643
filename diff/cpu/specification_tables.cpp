// The machine's tables and memory in the model's processor, and which questions the machine survives.
#include <algorithm>

#include "diff/cpu/processor.hpp"
#include "diff/cpu/specification.hpp"

namespace trapspec::diff::cpu {

namespace {

namespace wire = wire::oracle;
namespace flag = model::arch::eflags;
using model::Concrete;
using Segment = model::arch::Segment<Concrete>;

constexpr std::uint32_t page_bytes = 4096, page_open = 7, present_and_writable = 3;
constexpr std::uint32_t window_bytes = 4 * wire::window_words;
// Below the first word pushed: a frame from virtual-8086 mode with an error code, and what a report adds in ring 0.
constexpr std::uint32_t words_above_the_first = 1;
// What a question in ring 0 may push on its own stack.
constexpr std::uint32_t most_pushed = 128;

std::uint64_t entry(std::array<std::uint32_t, 2> words) {
    return std::uint64_t{words[1]} << 32 | words[0];
}

std::uint64_t stub_gate(const Places& places, std::uint32_t vector) {
    const std::uint32_t handler = places.stubs + vector * places.stub_bytes;
    const std::uint32_t type_and_dpl = vector == wire::report_vector ? 0xEE00 : 0x8E00;
    return entry({places.code << 16 | (handler & 0xFFFF), (handler & 0xFFFF0000) | type_and_dpl});
}

} // namespace

Specification::Specification(const Places& places, const Descriptors& descriptors) : places_(places) {
    m_.memory = model::concrete::Memory(memory_bytes);
    m_.paging = {true, true, bits<32>(directory)};
    m_.memory.poke(directory, 4, page_table | page_open);
    for (std::uint32_t page = 0; page < memory_bytes / page_bytes; ++page) {
        m_.memory.poke(page_table + 4 * page, 4, page * page_bytes | page_open);
    }
    m_.memory.poke(page_table + places.unmapped / page_bytes * 4, 4, 0);
    const auto fill = [this](std::uint32_t from, std::uint32_t to) {
        for (; from < to; from += 4) {
            m_.memory.poke(from, 4, wire::untouched);
        }
    };
    fill(places.stack_pages, memory_bytes);
    fill(places.esp0 - wire::ring_0_stack_bytes, places.esp0);
    fill(places.low_stack, places.low_stack + page_bytes);
    start_tables(descriptors);
}

void Specification::start_tables(const Descriptors& descriptors) {
    for (std::uint32_t slot = 0; slot < descriptors.size(); ++slot) {
        m_.gdt.set(bits<8>(slot), bits<64>(entry(descriptors[slot])));
    }
    for (std::uint32_t vector = 0; vector < stubs_.size(); ++vector) {
        stubs_[vector] = stub_gate(places_, vector);
        m_.idt.set(bits<8>(vector), bits<64>(stubs_[vector]));
    }
    m_.limits.gdt = bits<16>(8 * wire::gdt_entries - 1);
    m_.task.selector = bits<16>(places_.task);
    m_.task.wide = true;
    m_.task.ss0 = bits<16>(places_.data);
    m_.task.esp0 = bits<32>(places_.esp0);
}

void Specification::set_up(const Question& question) {
    forget_writes();
    const auto segment = [this](std::uint32_t selector) {
        return Segment{bits<16>(selector), m_.gdt.get(bits<8>(selector >> 3))};
    };
    m_.cs = segment(places_.code);
    m_.ss = m_.ds = m_.es = segment(places_.data);
    m_.fs = m_.gs = Segment{};
    m_.eip = bits<32>(places_.leave);
    m_.eflags = bits<32>(flag::fixed);
    m_.cr2 = bits<32>(0);

    m_.idt.set(bits<8>(set_vector_), bits<64>(stubs_[set_vector_]));
    set_vector_ = question.vector;
    m_.idt.set(bits<8>(set_vector_), bits<64>(entry({question.gate[0], question.gate[1]})));
    m_.gdt.set(bits<8>(slot::asked), bits<64>(entry({question.descriptor[0], question.descriptor[1]})));
    widen_asked_segment();
    m_.task.ss1 = bits<16>(question.ss1);
    m_.task.esp1 = bits<32>(question.esp1);
    m_.task.ss2 = bits<16>(question.ss2);
    m_.task.esp2 = bits<32>(question.esp2);
    const bool ends_with_ss = question.tss_limit % 8 == 1 || question.tss_limit % 8 == 2;
    m_.task.limit =
        bits<32>(question.tss_limit - (ends_with_ss && departs(Departure::tss_by_eight_bytes) ? 2U : 0U));
    m_.limits.idt = bits<16>(question.idt_limit);
    std::uint32_t page = question.page;
    if ((page & model::arch::page_entry::user) == 0 && departs(Departure::frame_as_supervisor)) {
        page |= model::arch::page_entry::user;
    }
    m_.memory.poke(page_table + places_.stack_pages / page_bytes * 4, 4, places_.stack_pages | page);
    frame_is_set_ = question.frame_at != 0;
    if (frame_is_set_) {
        for (std::uint32_t i = 0; i < wire::frame_words; ++i) {
            poke(question.frame_at + 4 * i, question.frame[i]);
        }
    }
}

// --- what the machine survives

std::uint32_t Specification::linear_stack(
    const Question& question, std::uint32_t ss, std::uint32_t esp) const {
    const std::uint32_t slot = ss >> 3;
    const bool in_table = (ss & 4) == 0 && slot < wire::gdt_entries;
    const std::uint64_t words = slot == slot::asked ? entry({question.descriptor[0], question.descriptor[1]})
                                : in_table          ? m_.gdt.get(bits<8>(slot)).host()
                                                    : 0;
    const bool wide = model::arch::is_wide<Concrete>(bits<64>(words)).host();
    return host(model::arch::base_of<Concrete>(bits<64>(words))) + (wide ? esp : esp & 0xFFFF);
}

std::uint32_t Specification::own_linear_stack(const Question& question) const {
    if ((question.eflags & flag::virtual_8086) != 0) {
        return (question.ss & 0xFFFF) * 16 + (question.esp & 0xFFFF);
    }
    return (question.cs & 3) == 0 ? question.esp : linear_stack(question, question.ss, question.esp);
}

/// Nothing of the machine's lies below; the model has no large pages, so the machine's are left alone.
bool Specification::is_safe_stack(std::uint32_t linear) const {
    constexpr std::uint32_t first_unmapped = 0x48000000, lowest = 0x100;
    // A word that wraps past 0xFFFFFFFF: the SDM leaves it open.
    return (linear <= lowest && linear % 4 == 0) || linear >= first_unmapped ||
           (linear >= places_.stack_pages + most_pushed && linear < memory_bytes - page_bytes / 2);
}

bool Specification::is_safe_in_ring_0(const Question& question) const {
    const std::uint32_t upper_page = places_.stack_pages + page_bytes;
    const bool lower_is_good = (question.page & present_and_writable) == present_and_writable;
    const std::uint32_t lowest = (lower_is_good ? places_.stack_pages : upper_page) + most_pushed;
    return question.esp >= lowest && question.esp <= places_.unmapped - most_pushed;
}

bool Specification::is_safe(const Question& question) const {
    const bool virtual_8086 = (question.eflags & flag::virtual_8086) != 0;
    const bool iret = question.source == wire::iret_32 || question.source == wire::iret_16;
    if (question.source >= wire::source_count || question.vector == wire::report_vector || question.vector > 255 ||
        question.page > page_open || (iret && (question.eflags & flag::trap) != 0)) {
        return false;
    }
    // Where iret takes VIF and VIP, they may stay for the questions after it.
    constexpr std::uint32_t virtual_flags = flag::virtual_interrupt | flag::virtual_interrupt_pending;
    const bool lasting = (virtual_8086 && (question.eflags & virtual_flags) != 0) ||
                         ((question.frame[2] & flag::virtual_8086) != 0 && (question.frame[2] & virtual_flags) != 0);
    constexpr std::uint32_t least_tss = 11; // with the stack of ring 0, however the CPU counts
    constexpr std::uint32_t reserved = 0xFFC08028;
    const bool reserved_flags = (question.frame[2] & flag::virtual_8086) != 0 && question.source == wire::iret_32 &&
                                (question.frame[2] & (reserved | flag::fixed)) != flag::fixed;
    if (reserved_flags || lasting || question.tss_limit < least_tss) {
        return false;
    }
    const std::uint32_t linear = own_linear_stack(question);
    if (question.frame_at != 0 && (!iret || question.frame_at != linear || !is_stack_memory(linear))) {
        return false;
    }
    if (!is_safe_stack(linear_stack(question, question.ss1, question.esp1)) ||
        !is_safe_stack(linear_stack(question, question.ss2, question.esp2))) {
        return false;
    }
    if (virtual_8086) {
        constexpr std::uint32_t segment_bytes = 0x10000;
        return source_address(question) - question.cs * 16 < segment_bytes - 16 &&
               question.source != wire::general_protection && question.source != wire::page_fault &&
               question.source != wire::bound_range;
    }
    return (question.cs & 3) == 0 ? is_safe_in_ring_0(question) : is_safe_stack(linear);
}

// --- memory

void Specification::poke(std::uint32_t address, std::uint32_t word) {
    m_.memory.poke(address, 4, word);
    writes_.push_back({address, 4, word});
}

std::uint32_t Specification::word_at(std::uint32_t address) const {
    return host(m_.memory.load<4>(bits<32>(address)));
}

/// Of the delivery, or the iret, that just was.
void Specification::collect() {
    const auto log = m_.memory.log();
    if (delivering_ && first_write_ == 0 && !log.empty()) {
        first_write_ = log.front().address;
    }
    writes_.insert(writes_.end(), log.begin(), log.end());
    m_.memory.forget_log();
    std::transform(result_.arms.begin(),
        result_.arms.end(),
        m_.fired.words().begin(),
        result_.arms.begin(),
        std::bit_or<std::uint64_t>());
}

void Specification::forget_writes() {
    for (const auto& write : writes_) {
        m_.memory.poke(write.address, write.length, wire::untouched);
    }
    writes_.clear();
}

std::uint32_t Specification::window_around(std::uint32_t address) const {
    const auto within = [=](std::uint32_t from, std::uint32_t to) -> std::uint32_t {
        if (address < from || address >= to) {
            return 0;
        }
        const std::uint32_t end = std::min(address + 4 * (1 + words_above_the_first), to);
        return end - from < window_bytes ? from : end - window_bytes;
    };
    for (const auto& [from, to] : {std::pair{places_.stack_pages, memory_bytes},
             {places_.esp0 - wire::ring_0_stack_bytes, places_.esp0},
             {places_.low_stack, places_.low_stack + page_bytes}}) {
        if (const std::uint32_t window = within(from, to); window != 0) {
            return window;
        }
    }
    return 0;
}

} // namespace trapspec::diff::cpu
