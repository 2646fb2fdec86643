#include "diff/flat_cpu.hpp"

#include "model/lguest/constants.hpp"

namespace trapspec::diff {

namespace {

/// A present segment of 4 GiB. SDM vol. 3A, "Segment Descriptors".
Segment segment(std::uint32_t selector, bool code, std::uint32_t base) {
    const std::uint64_t access = 0x93U | (code ? 0x8U : 0U) | (selector & level_mask) << 5;
    constexpr std::uint64_t flat_32_bit = 0x00CF'0000'0000'FFFF;
    const std::uint64_t descriptor =
        flat_32_bit | access << 40 | std::uint64_t{base & 0xFFFFFF} << 16 | std::uint64_t{base >> 24} << 56;
    return {bits<16>(selector & 0xFFFF), bits<64>(descriptor)};
}

} // namespace

Segment code_segment(std::uint32_t selector) {
    return segment(selector, true, 0);
}

Segment data_segment(std::uint32_t selector) {
    return segment(selector, false, 0);
}

Segment stack_segment(std::uint32_t selector, std::uint32_t pointer) {
    return segment(selector, false, middle_of_memory - pointer);
}

void enter_into_gdt(Processor& m, const Segment& segment) {
    m.gdt.set(extract<10, 3>(segment.selector), segment.descriptor);
}

Processor flat_cpu() {
    constexpr std::uint32_t table_of_256 = 0x7FF, tss_limit = 0x67;
    Processor m;
    m.memory = model::concrete::Memory(std::size_t{2} * middle_of_memory);
    m.limits.gdt = bits<16>(table_of_256);
    m.limits.idt = bits<16>(table_of_256);
    m.eflags = bits<32>(model::arch::eflags::fixed);
    m.cs = code_segment(model::constant::switcher_cs);
    m.ss = data_segment(switcher_ds);
    m.esp = bits<32>(middle_of_memory);
    m.task.limit = bits<32>(tss_limit);
    m.task.wide = true;
    m.task.ss0 = m.ss.selector;
    m.task.esp0 = m.esp;
    enter_into_gdt(m, m.cs);
    enter_into_gdt(m, m.ss);
    enter_into_gdt(m, code_segment(model::constant::guest_kernel_cs));
    return m;
}

} // namespace trapspec::diff
