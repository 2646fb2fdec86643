// CPUs to ask about: any that can be, with a few descriptors, a gate and a stack, each word of them free.
#pragma once

#include <string>

#include "model/arch/arch.hpp"
#include "model/arch/exceptions.hpp"
#include "proofs/run.hpp"

namespace trapspec::proofs {

namespace arch = model::arch;

/// Descriptors in the GDT at 8, 0x10, 0x18 and 0x20: code and data of level 0, code and data of level 3.
inline constexpr std::array<std::uint64_t, 4> usual_descriptors{
    0x00CF9B000000FFFF, 0x00CF93000000FFFF, 0x00CFFB000000FFFF, 0x00CFF3000000FFFF};
inline constexpr std::uint32_t usual_code_0 = 0x08, usual_data_0 = 0x10, usual_code_3 = 0x1B, usual_data_3 = 0x23;

/// What runs when nothing is said against it.
struct Usual {
    std::uint32_t cs, ss, esp;
    std::uint64_t code, data;
};
inline constexpr Usual program_at_3{usual_code_3, usual_data_3, 0x4800, usual_descriptors[2], usual_descriptors[3]};
inline constexpr Usual handler_at_0{usual_code_0, usual_data_0, 0x3800, usual_descriptors[0], usual_descriptors[1]};

/// The words of a state: free variables with their usual values, or those values.
template <Domain D>
struct Words {
    Run<D>& run;
    bool are_free;

    template <unsigned Width>
    [[nodiscard]] Bits<D, Width> word(const std::string& name, std::uint64_t usual) const {
        return are_free ? run.template word<Width>(name, {usual}) : Bits<D, Width>::of(usual);
    }
    [[nodiscard]] Bool<D> flag(const std::string& name, bool usual) const {
        return word<1>(name, usual ? 1 : 0) == Bits<D, 1>(1);
    }
    [[nodiscard]] arch::Segment<D> segment(
        const std::string& name, std::uint32_t selector, std::uint64_t descriptor) const {
        const Bits<D, 16> loaded = word<16>(name, selector);
        return {loaded, word<64>(name + "_descriptor", descriptor)};
    }
};

/// Memory is zero yet.
template <Domain D>
arch::Processor<D> processor_of(const Words<D>& words, const Usual& usual) {
    constexpr std::uint32_t whole_table = 0x7FF, whole_tss = 103;
    arch::Processor<D> cpu;
    cpu.eflags = words.template word<32>("eflags", 0x202);
    cpu.cs = words.segment("cs", usual.cs, usual.code);
    cpu.eip = words.template word<32>("eip", 0x1234);
    cpu.ss = words.segment("ss", usual.ss, usual.data);
    cpu.esp = words.template word<32>("esp", usual.esp);
    cpu.ds = words.segment("ds", usual.ss, usual.data);
    cpu.es = words.segment("es", usual.ss, usual.data);
    cpu.fs = words.segment("fs", 0, 0);
    cpu.gs = words.segment("gs", 0, 0);
    cpu.task = {words.template word<16>("tr", 0x28),
        words.template word<32>("tss_limit", whole_tss),
        words.flag("tss_wide", true),
        words.template word<32>("esp0", 0x3800),
        words.template word<32>("esp1", 0x3400),
        words.template word<32>("esp2", 0x3000),
        words.template word<16>("ss0", usual_data_0),
        words.template word<16>("ss1", usual_data_0),
        words.template word<16>("ss2", usual_data_0)};
    cpu.limits = {words.template word<16>("gdt_limit", whole_table),
        words.template word<16>("ldt_limit", 0),
        words.template word<16>("idt_limit", whole_table)};
    for (std::uint32_t i = 0; i < usual_descriptors.size(); ++i) {
        const std::string name = "gdt_" + std::to_string(i + 1);
        cpu.gdt.set(Bits<D, 8>::of(i + 1), words.template word<64>(name, usual_descriptors[i]));
    }
    if constexpr (std::is_same_v<D, Concrete>) {
        constexpr std::size_t pages = 16;
        cpu.memory = model::concrete::Memory(pages * model::concrete::Memory::page_size);
    }
    return cpu;
}

/// Sources and vectors that go together.
template <Domain D>
Bool<D> is_event(const arch::Event<D>& event) {
    using namespace arch;
    const Bits<D, 8> n = event.vector;
    Bool<D> exception(false);
    for (std::uint32_t vector = 0; vector < exception_table.size(); ++vector) {
        for (const std::uint32_t source : exception_table[vector].raised_by()) {
            exception = exception | (comes_from(event, source) & (n == Bits<D, 8>::of(vector)));
        }
    }
    return exception | comes_from(event, source::int_n) | comes_from(event, source::external);
}

template <Domain D>
arch::Event<D> any_event(Run<D>& run) {
    arch::Event<D> event;
    event.source = run.template word<4>("source", {arch::source::int_n});
    event.vector = run.template word<8>("vector", {0x80});
    event.error_code = run.template word<16>("error_code", {0});
    event.instruction_breakpoint = run.flag("instruction_breakpoint");
    event.in_repetition = run.flag("in_repetition");
    return event;
}

/// Outside virtual-8086 mode: present code that may run at CPL, and a stack of that level.
template <Domain D>
Bool<D> runs_at_its_level(const arch::Processor<D>& cpu) {
    using namespace arch;
    const Bits<D, 64> code = cpu.cs.descriptor;
    const Bits<D, 64> data = cpu.ss.descriptor;
    const Bits<D, 2> level = extract<1, 0>(cpu.cs.selector);
    const Bits<D, 2> dpl = descriptor_level<D>(code);
    return (!is_null<D>(cpu.cs.selector)) & is_code<D>(code) & is_present<D>(code) &
           ite(is_conforming_code<D>(code), ule(dpl, level), dpl == level) & (!is_null<D>(cpu.ss.selector)) &
           is_writable_data<D>(data) & is_present<D>(data) & (descriptor_level<D>(data) == level) &
           (extract<1, 0>(cpu.ss.selector) == level);
}

template <Domain D>
Bool<D> is_segment_of_virtual_8086(const arch::Segment<D>& segment) {
    return segment.descriptor == arch::segment_of_virtual_8086<D>(segment.selector).descriptor;
}

/// A CPU that can be: its segments are such as can be loaded in its mode.
template <Domain D>
Bool<D> can_be(const arch::Processor<D>& cpu) {
    Bool<D> in_vm(true);
    for (const auto& segment : {cpu.cs, cpu.ss, cpu.ds, cpu.es, cpu.fs, cpu.gs}) {
        in_vm = in_vm & is_segment_of_virtual_8086(segment);
    }
    return ite(arch::has_flag<D>(cpu.eflags, arch::eflags::virtual_8086), in_vm, runs_at_its_level(cpu)) &
           arch::has_flag<D>(cpu.eflags, 2);
}

} // namespace trapspec::proofs
