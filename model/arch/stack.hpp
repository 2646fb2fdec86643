// Stacks as the CPU uses them: which bytes a push or a pop reaches.
#pragma once

#include <array>
#include <cstddef>

#include "model/arch/descriptor.hpp"
#include "model/arch/paging.hpp"

namespace trapspec::model::arch {

/// A stack segment with a pointer into it, and the privilege level that uses it.
template <Domain D>
struct Stack {
    Segment<D> segment{};
    Bits<D, 32> pointer{};
    Bits<D, 2> level{};

    [[nodiscard]] Access<D> access(bool write) const { return {write, level == Bits<D, 2>(3)}; }
};

/// The segment of a selector in virtual-8086 mode: 64 KiB from 16 times the selector. SDM vol. 3A, "Virtual-8086 Mode".
template <Domain D>
Segment<D> segment_of_virtual_8086(Bits<D, 16> selector) {
    const Bits<D, 32> base = shl(zext<32>(selector), Bits<D, 32>(4));
    constexpr std::uint32_t writable_data_level_3 = 0xF3;
    const Bits<D, 32> low = concat(extract<15, 0>(base), Bits<D, 16>(0xFFFF));
    return {selector,
        concat(concat(Bits<D, 16>(0), concat(Bits<D, 8>(writable_data_level_3), extract<23, 16>(base))), low)};
}

template <Domain D>
Stack<D> current_stack(const Processor<D>& m) {
    return {m.ss, m.esp, current_level(m)};
}

// A-STK-1  A stack pointer moves in esp or in sp
// Given    a stack and how far its pointer moves
// Then     with B set all of esp moves, else only its low half, and both wrap
// Source   SDM vol. 3A, "Stack Address Size Attribute" (vol. 1, "Address-Size Attributes for Stack Accesses")
template <Domain D>
Bits<D, 32> moved(const Stack<D>& stack, Bits<D, 32> by) {
    const Bits<D, 32> far = stack.pointer + by;
    return ite(is_wide<D>(stack.segment.descriptor), far, concat(extract<31, 16>(stack.pointer), extract<15, 0>(far)));
}

/// The part of a stack pointer that addresses memory.
template <Domain D>
Bits<D, 32> stack_offset(const Stack<D>& stack, Bits<D, 32> pointer) {
    return ite(is_wide<D>(stack.segment.descriptor), pointer, zext<32>(extract<15, 0>(pointer)));
}

/// Bytes of one word on a stack: 4 or 2.
template <Domain D>
Bits<D, 32> word_bytes(Bool<D> wide) {
    return ite(wide, Bits<D, 32>(4), Bits<D, 32>(2));
}

// A-STK-2  Room for a frame, and a frame that is there
// Given    a stack, a number of words of 2 or 4 bytes below or from its pointer on
// Then     each of them lies within the segment
// Source   SDM vol. 2A, "INT n/INTO/INT3/INT1", "IRET/IRETD/IRETQ"; vol. 3A, "Stack Fault Exception (#SS)"
// Why      It is asked before the first word is touched.
template <Domain D>
Bool<D> has_words(const Stack<D>& stack, Bool<D> wide, std::size_t words, bool below) {
    using Word = Bits<D, 32>;
    const Word bytes = word_bytes<D>(wide);
    Bool<D> all = true;
    Word distance(0);
    for (std::size_t i = 0; i < words; ++i) {
        const Word after = distance + bytes;
        const Word pointer = moved(stack, below ? Word(0) - after : distance);
        all = all & within_segment<D>(stack.segment.descriptor, stack_offset(stack, pointer), bytes);
        distance = after;
    }
    return all;
}

/// Pushes one word on `stack`, the `number`th of a frame, unless an earlier one met a page fault.
template <Domain D>
void push_word(Processor<D>& m, const Stack<D>& stack, Bool<D> wide, std::size_t number, Bits<D, 32> value) {
    using Word = Bits<D, 32>;
    const Word distance = ite(wide, Word::of(4 * (number + 1)), Word::of(2 * (number + 1)));
    const Word linear = base_of<D>(stack.segment.descriptor) + stack_offset(stack, moved(stack, Word(0) - distance));
    const Access<D> access = stack.access(true);
    when(m, Rule::none, going_on(m), [=](auto& m) {
        decide(m,
            arm(Rule::push_1_wide, wide, [=](auto& m) { write_linear<4>(m, linear, value, access); }),
            otherwise(Rule::push_1_narrow, [=](auto& m) { write_linear<2>(m, linear, trunc<16>(value), access); }));
    });
}

/// Pops the `number`th word of a frame, zero-extended; 0 once an earlier one met a page fault.
template <Domain D>
Bits<D, 32> read_word(Processor<D>& m, const Stack<D>& stack, Bool<D> wide, std::size_t number) {
    using Word = Bits<D, 32>;
    const Word distance = ite(wide, Word::of(4 * number), Word::of(2 * number));
    const Word linear = base_of<D>(stack.segment.descriptor) + stack_offset(stack, moved(stack, distance));
    const Access<D> access = stack.access(false);
    return decide(m, arm(Rule::none, !going_on(m), [](auto&) { return Word(0); }), otherwise(Rule::none, [=](auto& m) {
        return decide(m,
            arm(Rule::iret_2_wide, wide, [=](auto& m) { return read_linear<4>(m, linear, access); }),
            otherwise(Rule::iret_2_narrow, [=](auto& m) { return read_linear<2>(m, linear, access); }));
    }));
}

} // namespace trapspec::model::arch
