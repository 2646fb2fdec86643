// Segment descriptors: where a selector finds one, and what it says.
#pragma once

#include "model/arch/rules.hpp"
#include "model/arch/state.hpp"
#include "model/domain/branch.hpp"

namespace trapspec::model::arch {

template <Domain D>
Bool<D> bit(Bits<D, 64> descriptor, unsigned number) {
    return (lshr(descriptor, Bits<D, 64>::of(number)) & Bits<D, 64>(1)) == Bits<D, 64>(1);
}

template <Domain D>
Bits<D, 2> descriptor_level(Bits<D, 64> descriptor) {
    return extract<46, 45>(descriptor);
}
template <Domain D>
Bool<D> is_present(Bits<D, 64> descriptor) {
    return bit<D>(descriptor, 47);
}
/// Code, rather than data or a system segment.
template <Domain D>
Bool<D> is_code(Bits<D, 64> descriptor) {
    return extract<44, 43>(descriptor) == Bits<D, 2>(3);
}
template <Domain D>
Bool<D> is_conforming_code(Bits<D, 64> descriptor) {
    return is_code<D>(descriptor) & bit<D>(descriptor, 42);
}
template <Domain D>
Bool<D> is_writable_data(Bits<D, 64> descriptor) {
    return (extract<44, 43>(descriptor) == Bits<D, 2>(2)) & bit<D>(descriptor, 41);
}
/// The B flag of a stack segment: esp rather than sp.
template <Domain D>
Bool<D> is_wide(Bits<D, 64> descriptor) {
    return bit<D>(descriptor, 54);
}

// A-DESC-1 A selector finds its descriptor in the GDT or the LDT
// Given    a selector
// Then     TI (bit 2) chooses the table; the descriptor is there when its eight bytes lie within the table's limit
// Source   SDM vol. 3A, "Segment Selectors", "Limit Checking"
// Why      The model's tables end at 256 entries, whatever their limit.
template <Domain D>
struct Found {
    Bool<D> within{};
    Bits<D, 64> descriptor{}; ///< meaningless when not within
};

template <Domain D>
Found<D> find(const Processor<D>& m, Bits<D, 16> selector) {
    const Bool<D> local = extract<2, 2>(selector) == Bits<D, 1>(1);
    const Bits<D, 8> index = extract<10, 3>(selector);
    const Bits<D, 32> last = zext<32>(selector | Bits<D, 16>(7));
    const Bits<D, 32> limit = zext<32>(ite(local, m.limits.ldt, m.limits.gdt));
    return {ule(last, limit) & (extract<15, 11>(selector) == Bits<D, 5>(0)),
        ite(local, m.ldt.get(index), m.gdt.get(index))};
}

template <Domain D>
Bool<D> is_null(Bits<D, 16> selector) {
    return extract<15, 2>(selector) == Bits<D, 14>(0);
}

// A-DESC-2 Base and limit of a segment
// Given    a descriptor
// Then     its base; its limit in bytes, which the G flag scales by 4096
// Source   SDM vol. 3A, "Segment Descriptors"
template <Domain D>
Bits<D, 32> base_of(Bits<D, 64> descriptor) {
    return concat(extract<63, 56>(descriptor), extract<39, 16>(descriptor));
}

template <Domain D>
Bits<D, 32> limit_of(Bits<D, 64> descriptor) {
    const Bits<D, 20> units = concat(extract<51, 48>(descriptor), extract<15, 0>(descriptor));
    return ite(bit<D>(descriptor, 55), concat(units, Bits<D, 12>(0xFFF)), zext<32>(units));
}

// A-DESC-3 Which offsets lie in a segment
// Given    a descriptor of code or data, an offset and a number of bytes
// Then     up to the limit; of expand-down data those above the limit, up to 0xFFFF or, with B set, 0xFFFFFFFF. Bytes
//          that wrap past 0xFFFFFFFF do not.
// Source   SDM vol. 3A, "Limit Checking"
// Why      With a limit of 0xFFFFFFFF the SDM leaves open whether an access that wraps faults; here it does.
template <Domain D>
Bool<D> within_segment(Bits<D, 64> descriptor, Bits<D, 32> offset, Bits<D, 32> bytes) {
    using Word = Bits<D, 32>;
    const Word last = offset + bytes - Word(1);
    const Word limit = limit_of<D>(descriptor);
    const Word top = ite(is_wide<D>(descriptor), Word(0xFFFFFFFFu), Word(0xFFFFu));
    const Bool<D> expands_down = (extract<44, 43>(descriptor) == Bits<D, 2>(2)) & bit<D>(descriptor, 42);
    return ule(offset, last) & ite(expands_down, ult(limit, offset) & ule(last, top), ule(last, limit));
}

} // namespace trapspec::model::arch
