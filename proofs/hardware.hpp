// What the CPU itself does, as far as the theorems compare the Host with it: 32-bit paging and iret, by the Intel SDM.
#pragma once

#include "model/lguest/gate.hpp"
#include "model/lguest/push.hpp"
#include "model/state/machine.hpp"

namespace trapspec::proofs::hardware {

using model::Bits;
using model::Bool;
using model::Domain;
using model::Machine;

template <Domain D>
struct Translation {
    Bool<D> present{};
    Bits<D, 32> physical{};
    Bits<D, 32> directory_entry_at{}; ///< where the walk reads; meaningless without paging
    Bits<D, 32> table_entry_at{};
};

/// A Guest-virtual address through the Guest's tables. SDM vol. 3A, "32-Bit Paging".
template <Domain D>
Translation<D> translate(const Machine<D>& m, Bits<D, 32> address) {
    using Word = Bits<D, 32>;
    const Word directory_entry_at = m.guest.page_directory + shl(zext<32>(extract<31, 22>(address)), Word(2));
    const Word directory_entry = m.memory.template load<4>(directory_entry_at);
    const Word table = directory_entry & Word(0xFFFFF000u);
    const Word table_entry_at = table + shl(zext<32>(extract<21, 12>(address)), Word(2));
    const Word table_entry = m.memory.template load<4>(table_entry_at);
    const Bool<D> present =
        (extract<0, 0>(directory_entry) == Bits<D, 1>(1)) & (extract<0, 0>(table_entry) == Bits<D, 1>(1));
    const Word physical = concat(extract<31, 12>(table_entry), extract<11, 0>(address));
    return {present | !m.guest.paging, ite(m.guest.paging, physical, address), directory_entry_at, table_entry_at};
}

template <Domain D>
struct Loaded_word {
    Bool<D> present{};
    Bits<D, 32> value{};
};

/// The word at a Guest-virtual address, each byte through its own translation.
template <Domain D>
Loaded_word<D> load_word(const Machine<D>& m, Bits<D, 32> address) {
    const auto at = [&](std::uint32_t i) { return translate(m, address + Bits<D, 32>::of(i)); };
    const auto byte = [&](std::uint32_t i) { return m.memory.template load<1>(at(i).physical); };
    return {at(0).present & at(3).present, concat(concat(byte(3), byte(2)), concat(byte(1), byte(0)))};
}

/// True when two byte ranges have no byte in common, wrap-around included.
template <class Word>
auto apart(Word a, Word a_bytes, Word b, Word b_bytes) {
    return ule(a_bytes, b - a) & ule(b_bytes, a - b);
}

/// What iret leaves in the registers.
template <Domain D>
struct Returned {
    Bool<D> faults{}; ///< a task return, or a return to a more privileged ring
    Bits<D, 32> eip{}, eflags{}, esp{};
    Bits<D, 16> cs{}, ss{};
};

/// Flags that iret takes from the stack below ring 0 with IOPL 0: not IF, IOPL, VM, VIF, VIP, nor the reserved ones.
inline constexpr std::uint32_t flags_from_stack = 0x254DD5;

/// iret by the Guest kernel in ring 1 with IOPL 0. `load` gives the word at a virtual address of its stack. SDM vol. 2A,
/// "IRET/IRETD".
template <Domain D, class Load>
Returned<D> iret(const Machine<D>& m, Bits<D, 32> esp, const Load& load) {
    using Word = Bits<D, 32>;
    const auto pop = [&](std::uint32_t offset) { return load(esp + Word::of(offset)); };
    const Word eip = pop(0);
    const Word cs = pop(4);
    const Word flags = pop(8);
    const Bool<D> outward = ult(Bits<D, 2>(1), model::rpl<D>(cs));
    const Bool<D> nested_task = (m.regs.eflags & Word(model::constant::eflags_nt)) != Word(0);
    Returned<D> returned;
    returned.faults = nested_task | (model::rpl<D>(cs) == Bits<D, 2>(0));
    returned.eip = eip;
    returned.cs = trunc<16>(cs);
    returned.eflags = (flags & Word(flags_from_stack)) | (m.regs.eflags & ~Word(flags_from_stack));
    returned.esp = ite(outward, pop(12), esp + Word(12));
    returned.ss = ite(outward, trunc<16>(pop(16)), trunc<16>(m.regs.ss));
    return returned;
}

} // namespace trapspec::proofs::hardware
