// The Host's authors say that a reflected event looks to the Guest as if the CPU had delivered it. This file says what
// that means: which CPU the Guest's kernel believes to have, given the state of the Host.
//
//   state of the Host                                what the Guest's kernel believes
//   -----------------------------------------------  -------------------------------------------------------------
//   ring 1, a selector with RPL 1                    ring 0, the selector with RPL 0
//   eip, esp, cs, ss in the register block           the same, by their low 16 bits for cs and ss
//   eflags in the register block, IF apart           the same
//   IF of lguest_data.irq_enabled (virtual IF)       IF; the real IF where irq_enabled cannot be read
//   ss1:esp1                                         ss0:esp0 of a 32-bit TSS
//   gate n of the Guest, whose selector is 0x61      gate n of the IDT, whose selector is 0x60
//   0x61, ss1, the segments in cs and ss             flat segments of 4 GiB, code and data, in the GDT
//   page_directory, or the Launcher's mapping        CR3 with paging on, or paging off; CR0.WP is clear: the Host has none
//   Guest-physical memory                            memory, byte for byte
//
// `believed_cpu` is that function. An event is reflected faithfully when these two ways round lead to the same CPU:
//
//        state of the Host ----- believed_cpu -----> CPU
//               |                                     |
//          R-TRAP-2 or R-IRQ-2                model/arch: deliver
//               v                                     v
//        state of the Host ----- believed_cpu -----> CPU
#pragma once

#include "model/arch/arch.hpp"
#include "model/lguest/data_page.hpp"
#include "model/lguest/gate.hpp"

namespace trapspec::proofs::refinement {

using model::Bits;
using model::Bool;
using model::Domain;
using model::Machine;

/// The Guest's kernel runs in ring 1 and believes it to be 0.
template <Domain D>
Bits<D, 16> in_ring_0(Bits<D, 16> selector) {
    return ite(extract<1, 0>(selector) == Bits<D, 2>(1), selector & Bits<D, 16>(0xFFFCu), selector);
}

inline constexpr std::uint64_t flat_code = 0x00CF9A000000FFFF, flat_data = 0x00CF92000000FFFF; ///< of DPL 0

/// A flat segment whose DPL is the selector's RPL.
template <Domain D>
model::arch::Segment<D> flat_segment(std::uint64_t descriptor, Bits<D, 16> selector) {
    const Bits<D, 64> level = shl(zext<64>(extract<1, 0>(selector)), Bits<D, 64>(45));
    return {selector, Bits<D, 64>::of(descriptor) | level};
}

/// SDM vol. 3A, "Segment Selectors": bits 15..3.
template <Domain D>
Bits<D, 8> index_in_gdt(Bits<D, 16> selector) {
    return extract<10, 3>(selector);
}

/// The real eflags with the virtual IF.
template <Domain D>
Bits<D, 32> with_virtual_if(const Machine<D>& host, Bits<D, 32> flags) {
    const model::Data_word<D> enabled = read_data(host, model::data_field::irq_enabled);
    const Bits<D, 1> interrupt = ite(enabled.readable, extract<9, 9>(enabled.value), extract<9, 9>(flags));
    return concat(extract<31, 10>(flags), concat(interrupt, extract<8, 0>(flags)));
}

/// The Guest's gate as its kernel wrote it, but for the selector, which it believes to be 0x60. A live Guest has
/// interrupt and trap gates of 32 bits only (theorems vetted-gate-selector, live-gate-types).
template <Domain D>
Bits<D, 64> believed_gate(model::Gate<D> gate) {
    constexpr std::uint32_t kernel_cs = 0x60, interrupt_or_trap = 7;
    const Bits<D, 8> type =
        concat(extract<15, 13>(gate.b()), concat(Bits<D, 4>(interrupt_or_trap), extract<8, 8>(gate.b())));
    return model::Gate<D>::of(concat(Bits<D, 16>(kernel_cs), extract<15, 0>(gate.a())),
        concat(extract<31, 16>(gate.b()), concat(type, Bits<D, 8>(0))))
        .bits;
}

inline void copy(model::symbolic::Memory& to, const model::symbolic::Memory& from) {
    to = from;
}
inline void copy(model::concrete::Memory& to, const model::concrete::Memory& from) {
    to = model::concrete::Memory(from.size());
    for (std::uint32_t at = 0; at < from.size(); at += 4) {
        const auto address = Bits<model::Concrete, 32>::of(at);
        to.poke(at, 4, static_cast<std::uint32_t>(from.load<4>(address).host()));
    }
}

/// `flags` is the real eflags; of the IDT only the gate of `vector` is filled in, the one that the event goes through.
template <Domain D>
model::arch::Processor<D> believed_cpu(const Machine<D>& host, Bits<D, 32> flags, Bits<D, 8> vector) {
    constexpr std::uint16_t whole_table = 256 * 8 - 1, whole_tss = 103;
    model::arch::Processor<D> cpu;
    cpu.eip = host.regs.eip;
    cpu.esp = host.regs.esp;
    cpu.eflags = with_virtual_if(host, flags);
    cpu.cs = flat_segment<D>(flat_code, in_ring_0<D>(trunc<16>(host.regs.cs)));
    cpu.ss = flat_segment<D>(flat_data, in_ring_0<D>(trunc<16>(host.regs.ss)));
    cpu.task.wide = true;
    cpu.task.limit = Bits<D, 32>(whole_tss);
    cpu.task.ss0 = in_ring_0<D>(host.cpu.ss1);
    cpu.task.esp0 = host.cpu.esp1;
    cpu.gdt.set(Bits<D, 8>(0x60 / 8), Bits<D, 64>(flat_code));
    cpu.gdt.set(index_in_gdt<D>(host.cpu.ss1), Bits<D, 64>(flat_data));
    cpu.idt.set(vector, believed_gate(model::Gate<D>{host.gates.get(vector)}));
    cpu.limits = {Bits<D, 16>(whole_table), Bits<D, 16>(0), Bits<D, 16>(whole_table)};
    cpu.paging = {host.guest.paging, Bool<D>(false), host.guest.page_directory};
    copy(cpu.memory, host.memory);
    return cpu;
}

} // namespace trapspec::proofs::refinement
