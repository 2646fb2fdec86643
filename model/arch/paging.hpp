// Linear memory: what an access of the CPU's own finds there.
#pragma once

#include "model/arch/rules.hpp"
#include "model/arch/state.hpp"
#include "model/domain/branch.hpp"

namespace trapspec::model::arch {

/// What is about to be done with linear memory.
template <Domain D>
struct Access {
    bool write;     ///< else a read
    Bool<D> user{}; ///< made at CPL 3
};

/// Where a linear address leads.
template <Domain D>
struct Reached {
    Bool<D> ok{}; ///< no page fault
    Bits<D, 32> physical{};

    static constexpr auto fields() {
        return std::tuple{field("ok", &Reached::ok), field("physical", &Reached::physical)};
    }
};

template <Domain D>
Bool<D> entry_has(Bits<D, 32> entry, std::uint32_t flag) {
    return (entry & Bits<D, 32>::of(flag)) != Bits<D, 32>(0);
}

// A-PAGE-2 A page fault tells the address and the kind of access
// Given    a linear address, the access, and whether the page was present
// Then     cr2 is the address; the error code has P, W/R and U/S
// Source   SDM vol. 3A, "Page-Fault Exceptions", "Page-Fault Exception (#PF)"
template <Domain D>
Reached<D> page_fault(Processor<D>& m, Bits<D, 32> linear, Access<D> access, bool was_present) {
    const std::uint32_t known = (was_present ? page_error::protection : 0U) | (access.write ? page_error::write : 0U);
    const Bits<D, 16> user = ite(access.user, Bits<D, 16>(page_error::user), Bits<D, 16>(0));
    m.cr2 = linear;
    raise<D>(m, vector::page_fault, Bits<D, 16>::of(known) | user);
    return Reached<D>{Bool<D>(false), linear};
}

// A-PAGE-1 A linear address goes through directory and table
// Given    a linear address with paging on
// Then     in order: the directory entry not present, the table entry not present, an access from CPL 3 to a page that
//          either entry keeps from it, a write to a page that either entry makes read-only (from CPL 0 to 2 with
//          CR0.WP set only): a page fault; else the frame of the table entry and the low 12 bits
// Source   SDM vol. 3A, "32-Bit Paging", "Determination of Access Rights"
template <Domain D>
Reached<D> reach(Processor<D>& m, Bits<D, 32> linear, Access<D> access) {
    using Word = Bits<D, 32>;
    const Word directory_at =
        (m.paging.directory & Word(0xFFFFF000u)) + shl(zext<32>(extract<31, 22>(linear)), Word(2));
    const Word directory_entry = m.memory.template load<4>(directory_at);
    return decide(m,
        arm(Rule::page_1_no_table,
            !entry_has<D>(directory_entry, page_entry::present),
            [=](auto& m) { return page_fault(m, linear, access, false); }),
        otherwise(Rule::none, [=](auto& m) {
            const Word table_at =
                (directory_entry & Word(0xFFFFF000u)) + shl(zext<32>(extract<21, 12>(linear)), Word(2));
            const Word table_entry = m.memory.template load<4>(table_at);
            const Word both = directory_entry & table_entry;
            const Bool<D> refused_to_user = access.user & !entry_has<D>(both, page_entry::user);
            const Bool<D> read_only = Bool<D>(access.write) & (access.user | m.paging.write_protect) &
                                      !entry_has<D>(both, page_entry::writable);
            return decide(m,
                arm(Rule::page_1_no_page,
                    !entry_has<D>(table_entry, page_entry::present),
                    [=](auto& m) { return page_fault(m, linear, access, false); }),
                arm(Rule::page_1_supervisor_only,
                    refused_to_user,
                    [=](auto& m) { return page_fault(m, linear, access, true); }),
                arm(Rule::page_1_read_only, read_only, [=](auto& m) { return page_fault(m, linear, access, true); }),
                otherwise(Rule::page_1_mapped, [=](auto&) {
                    return Reached<D>{Bool<D>(true), concat(extract<31, 12>(table_entry), extract<11, 0>(linear))};
                }));
        }));
}

/// The two pages of an operand that crosses from one to the next.
template <Domain D>
struct Crossing {
    Bits<D, 32> rest{}; ///< linear address of the second page
    Reached<D> low{}, high{};

    /// Where byte `number` of the operand at `linear` is.
    [[nodiscard]] Bits<D, 32> physical(Bits<D, 32> linear, unsigned number) const {
        const Bits<D, 32> at = linear + Bits<D, 32>::of(number);
        const Bits<D, 32> in_page = zext<32>(extract<11, 0>(at));
        const Bool<D> in_second = extract<31, 12>(at) == extract<31, 12>(rest);
        return ite(in_second, high.physical, low.physical & Bits<D, 32>(0xFFFFF000u)) + in_page;
    }
};

// A-PAGE-3 An operand that crosses a page is on two
// Given    a linear address and a number of bytes with paging on
// Then     both pages are reached before anything is read or written, the lower one first
// Source   SDM vol. 3A, "Page-Fault Exceptions"
// Why      The SDM does not order the two; a fault on the second has cr2 at its first byte.
template <Domain D>
Crossing<D> reach_both(Processor<D>& m, Bits<D, 32> linear, Bits<D, 32> bytes, Access<D> access) {
    using Word = Bits<D, 32>;
    Crossing<D> both;
    both.rest = (linear + bytes - Word(1)) & Word(0xFFFFF000u);
    both.low = reach(m, linear, access);
    const Word rest = both.rest;
    both.high = decide(m,
        arm(Rule::none,
            !both.low.ok,
            [=](auto&) {
                return Reached<D>{Bool<D>(false), rest};
            }),
        otherwise(Rule::page_3_crosses, [=](auto& m) { return reach(m, rest, access); }));
    return both;
}

template <Domain D>
Bool<D> crosses_page(Bits<D, 32> linear, unsigned bytes) {
    return ult(Bits<D, 12>::of(page_size - bytes), extract<11, 0>(linear));
}

/// Writes one operand of the CPU's own, or raises the page fault that it meets.
template <unsigned Bytes, Domain D>
void write_linear(Processor<D>& m, Bits<D, 32> linear, Bits<D, 8 * Bytes> value, Access<D> access) {
    decide(m,
        arm(Rule::page_1_off, !m.paging.on, [=](auto& m) { m.memory.template store<Bytes>(linear, value); }),
        arm(Rule::none,
            crosses_page<D>(linear, Bytes),
            [=](auto& m) {
                const Crossing<D> both = reach_both(m, linear, Bits<D, 32>(Bytes), access);
                when(m, Rule::none, both.high.ok, [=](auto& m) {
                    for (unsigned i = 0; i < Bytes; ++i) {
                        m.memory.template store<1>(
                            both.physical(linear, i), trunc<8>(lshr(value, Bits<D, 8 * Bytes>::of(8 * i))));
                    }
                });
            }),
        otherwise(Rule::none, [=](auto& m) {
            const Reached<D> at = reach(m, linear, access);
            when(m, Rule::none, at.ok, [=](auto& m) { m.memory.template store<Bytes>(at.physical, value); });
        }));
}

/// Reads one operand of the CPU's own; 0 after the page fault that it meets.
template <unsigned Bytes, Domain D>
Bits<D, 32> read_linear(Processor<D>& m, Bits<D, 32> linear, Access<D> access) {
    using Word = Bits<D, 32>;
    return decide(m,
        arm(Rule::page_1_off, !m.paging.on, [=](auto& m) { return zext<32>(m.memory.template load<Bytes>(linear)); }),
        arm(Rule::none,
            crosses_page<D>(linear, Bytes),
            [=](auto& m) {
                const Crossing<D> both = reach_both(m, linear, Word(Bytes), access);
                Word value(0);
                for (unsigned i = 0; i < Bytes; ++i) {
                    const Bits<D, 8> byte = m.memory.template load<1>(both.physical(linear, i));
                    value = value | shl(zext<32>(byte), Word::of(8 * i));
                }
                return ite(both.high.ok, value, Word(0));
            }),
        otherwise(Rule::none, [=](auto& m) {
            const Reached<D> at = reach(m, linear, access);
            return ite(at.ok, zext<32>(m.memory.template load<Bytes>(at.physical)), Word(0));
        }));
}

} // namespace trapspec::model::arch
