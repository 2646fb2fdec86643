// Guest memory as the Host reaches it.
#pragma once

#include "model/domain/branch.hpp"
#include "model/lguest/constants.hpp"
#include "model/lguest/kill.hpp"
#include "model/rules.hpp"

namespace trapspec::model {

/// True when a Host access to these bytes does not fault: the Launcher backs every page of it, none lies in the
/// injected hole, and the range does not wrap. `length` is at most a page, so the first and the last page tell.
template <Domain D>
Bool<D> is_backed(const Machine<D>& m, Bits<D, 32> address, Bits<D, 32> length) {
    const Bits<D, 32> last = address + length - Bits<D, 32>(1);
    const Bits<D, 32> first_page = lshr(address, Bits<D, 32>(constant::page_shift));
    const Bits<D, 32> last_page = lshr(last, Bits<D, 32>(constant::page_shift));
    const Bits<D, 32> hole = m.faults.hole_page;
    const auto in_hole = [&](Bits<D, 32> page) { return ule(hole, page) & ult(page - hole, m.faults.hole_pages); };
    return ule(address, last) & ult(last_page, m.faults.mapped_pages) & (!in_hole(first_page)) & (!in_hole(last_page));
}

/// Bit of read_faults and write_faults that makes every R-MEM copy fail.
inline constexpr std::uint32_t copy_fault = 1U << 8;

// R-MEM-1  An access must end below the Guest's last byte
// Given    a Guest-physical address and a length in bytes
// Then     it is fine when the page of address + length is below pfn_limit and address + length does not wrap
// Source   rules.md R-MEM-1; R-VER-3 last-byte-usable
// Why      The test looks at the byte after the last one, so the last byte of the last page is refused.
template <Domain D>
Bool<D> address_ok(const Machine<D>& m, Bits<D, 32> address, Bits<D, 32> length) {
    const Bits<D, 32> end = m.rules.last_byte_usable ? address + length - Bits<D, 32>(1) : address + length;
    return ult(lshr(end, Bits<D, 32>(constant::page_shift)), m.guest.pfn_limit) & ule(address, end);
}

// R-MEM-2  A refused or failing write kills and writes nothing
// Given    Bytes bytes for a Guest-physical address
// Then     they are written, little-endian; or the Guest is killed with the address and length, and nothing is written
// Source   rules.md R-MEM-2
template <unsigned Bytes, Domain D>
void write_guest(Machine<D>& m, Bits<D, 32> address, Bits<D, 8 * Bytes> value) {
    constexpr Bits<D, 32> length(Bytes);
    const Bool<D> backed =
        is_backed(m, address, length) & ((m.faults.write_faults & Bits<D, 32>(copy_fault)) == Bits<D, 32>(0));
    const auto refuse = [=](auto& m) { kill(m, Reason::bad_write_address, address, length); };
    decide(m,
        arm(Rule::mem_2_refused, !address_ok(m, address, length), refuse),
        arm(Rule::mem_2_copy_failed, !backed, refuse),
        otherwise(Rule::mem_2_written, [=](auto& m) { m.memory.template store<Bytes>(address, value); }));
}

// R-MEM-3  A refused or failing read kills and reads zeroes
// Given    a Guest-physical address
// Then     Bytes bytes from there, little-endian; or zero, and the Guest is killed with the address and length
// Source   rules.md R-MEM-3
template <unsigned Bytes, Domain D>
Bits<D, 8 * Bytes> read_guest(Machine<D>& m, Bits<D, 32> address) {
    constexpr Bits<D, 32> length(Bytes);
    const Bool<D> backed =
        is_backed(m, address, length) & ((m.faults.read_faults & Bits<D, 32>(copy_fault)) == Bits<D, 32>(0));
    const auto refuse = [=](auto& m) {
        kill(m, Reason::bad_read_address, address, length);
        return Bits<D, 8 * Bytes>(0);
    };
    return decide(m,
        arm(Rule::mem_3_refused, !address_ok(m, address, length), refuse),
        arm(Rule::mem_3_copy_failed, !backed, refuse),
        otherwise(Rule::mem_3_read, [=](auto& m) { return m.memory.template load<Bytes>(address); }));
}

template <Domain D>
struct Translation {
    Bits<D, 32> address{};
    Bool<D> mapped{}; ///< false where the walk killed
    static constexpr auto fields() {
        return std::tuple{field("address", &Translation::address), field("mapped", &Translation::mapped)};
    }
};

// R-MEM-4  Guest-virtual addresses go through the Guest's own tables
// Given    a Guest-virtual address
// Then     its Guest-physical address by the two-level walk, or the address itself before the Guest has tables; no
//          directory entry: killed, 0xFFFFFFFF; no table entry: killed, but the entry's frame is used
// Source   rules.md R-MEM-4; SDM vol. 3A, "32-Bit Paging"
// Why      The second kill does not end the walk: a kill ends nothing.
template <Domain D>
Translation<D> translate(Machine<D>& m, Bits<D, 32> address) {
    using Word = Bits<D, 32>;
    const auto present = [](Word entry) { return (entry & Word(constant::page_present)) != Word(0); };
    const auto frame = [](Word entry) { return entry & Word(0xFFFFF000u); };
    const Word offset = address & Word(0xFFFu);

    return decide(m,
        arm(Rule::mem_4_linear,
            !m.guest.paging,
            [=](auto&) {
                return Translation<D>{address, Bool<D>(true)};
            }),
        otherwise(Rule::none, [=](auto& m) {
            const Word slot = shl(lshr(address, Word(22)), Word(2));
            const Word directory_entry = read_guest<4>(m, m.guest.page_directory + slot);
            return decide(m,
                arm(Rule::mem_4_no_table,
                    !present(directory_entry),
                    [=](auto& m) {
                        kill(m, Reason::bad_address, address);
                        return Translation<D>{Word(constant::unmapped), Bool<D>(false)};
                    }),
                otherwise(Rule::none, [=](auto& m) {
                    const Word index = lshr(address, Word(constant::page_shift)) & Word(0x3FFu);
                    const Word entry = read_guest<4>(m, frame(directory_entry) + shl(index, Word(2)));
                    decide(m,
                        arm(Rule::mem_4_no_page,
                            !present(entry),
                            [=](auto& m) { kill(m, Reason::bad_address, address); }),
                        otherwise(Rule::mem_4_mapped, [](auto&) {}));
                    return Translation<D>{frame(entry) | offset, present(entry)};
                }));
        }));
}

/// R-MEM-4's address alone.
template <Domain D>
Bits<D, 32> guest_pa(Machine<D>& m, Bits<D, 32> address) {
    return translate(m, address).address;
}

// R-MEM-5  A kernel stack page that cannot be pinned kills
// Given    a Guest-virtual address and whether the shadow tables could make its page present and writable
// Then     if not, the Guest is killed with the address
// Source   rules.md R-MEM-5
// Why      Shadow paging is outside; its outcome is an input.
template <Domain D>
void pin_page(Machine<D>& m, Bits<D, 32> address, Bool<D> fails) {
    when(m, Rule::mem_5_not_pinned, fails, [=](auto& m) { kill(m, Reason::bad_stack_page, address); });
}

} // namespace trapspec::model
