// From the CPU's delivery into an installed gate to the register block that the Host reads.
#pragma once

#include "proofs/refinement/abstraction.hpp"
#include "proofs/theorems/gates.hpp"

namespace trapspec::proofs::refinement {

inline constexpr std::uint32_t switcher_ds = 0x58; // LGUEST_DS

/// The CPU that runs the Guest: ring 0 is the Switcher's, whose stack is the register page from its top downwards. The
/// page is always mapped, so paging plays no part.
template <Domain D>
model::arch::Processor<D> real_cpu(
    const Machine<D>& host, const model::arch::Event<D>& event, Bits<D, 32> register_page_top) {
    model::arch::Processor<D> cpu;
    cpu.eip = host.regs.eip;
    cpu.esp = host.regs.esp;
    cpu.eflags = host.regs.eflags;
    cpu.cs.selector = trunc<16>(host.regs.cs);
    cpu.ss.selector = trunc<16>(host.regs.ss);
    cpu.task.wide = true;
    cpu.task.limit = Bits<D, 32>(103);
    cpu.task.ss0 = Bits<D, 16>(switcher_ds);
    cpu.task.esp0 = register_page_top;
    cpu.gdt.set(Bits<D, 8>(model::constant::switcher_cs / 8), Bits<D, 64>(flat_code));
    cpu.gdt.set(Bits<D, 8>(switcher_ds / 8), Bits<D, 64>(flat_data));
    cpu.idt.set(event.vector, host.idt.get(event.vector));
    cpu.limits = {Bits<D, 16>(0x7FF), Bits<D, 16>(0), Bits<D, 16>(0x7FF)};
    return cpu;
}

/// R-SW-1's pushes, word by word: 0 where it does not rely on the CPU, the vector, and the registers.
template <Domain D>
void run_stub(model::arch::Processor<D>& cpu, const model::Registers<D>& guest, Bits<D, 32> n) {
    const auto push = [&](Bits<D, 32> word) {
        cpu.esp = cpu.esp - Bits<D, 32>(4);
        cpu.memory.template store<4>(cpu.esp, word);
    };
    const Bits<D, 32> below_error_code = cpu.esp - Bits<D, 32>(4);
    cpu.memory.template store<4>(below_error_code, Bits<D, 32>(0)); // overwritten where the CPU pushed one
    cpu.esp = ite(cpu_has_error_code(n), cpu.esp, below_error_code);
    for (const auto& word : {n,
             guest.es,
             guest.ds,
             guest.fs,
             guest.gs,
             guest.ebp,
             guest.edi,
             guest.esi,
             guest.edx,
             guest.ecx,
             guest.ebx,
             guest.eax}) {
        push(word);
    }
}

/// The Host's block: 18 words at a fixed place below the top of the register page.
template <Domain D>
model::Registers<D> block_at(const model::arch::Processor<D>& cpu, Bits<D, 32> register_page_top) {
    model::Registers<D> block;
    Bits<D, 32> address = register_page_top - Bits<D, 32>(18 * 4);
    model::for_each_field(
        [&](auto, auto& member) {
            member = cpu.memory.template load<4>(address);
            address = address + Bits<D, 32>(4);
        },
        block);
    return block;
}

} // namespace trapspec::proofs::refinement
