// Where a delivered frame lies in physical memory, said another way than R-PUSH-1 and R-PUSH-2 say it.
#pragma once

#include "model/lguest/traps.hpp"
#include "proofs/hardware.hpp"
#include "proofs/theorem.hpp"
#include "proofs/theorems/gates.hpp"

namespace trapspec::proofs {

/// A frame of `bytes` bytes below the virtual address `top`. With one translation it lies below that of the top; with
/// two (R-VER-3 frame-in-its-pages) each byte lies in one of two pages.
template <model::Domain D>
struct Frame {
    using Word = model::Bits<D, 32>;

    bool two_pages = false;
    Word top{}, bytes{};
    Word lower{}; ///< physical address of the last byte pushed, with two translations
    Word upper{}; ///< physical address of the top, or with two translations of the byte below it

    model::Bool<D> mapped{true}; ///< with two translations: whether the rule found both

    /// The very terms that the rules will build, so that a proof can be cut there.
    void translate_by_rule(const model::Machine<D>& machine, Word vector) {
        model::Machine<D> scratch = machine;
        two_pages = machine.rules.frame_in_its_pages;
        if (two_pages) {
            const auto place =
                find_frame(scratch, top, model::frame_bytes<D>(is_switched(machine), model::has_error_code<D>(vector)));
            lower = place.lower_page;
            upper = place.upper_page;
            mapped = place.mapped;
        } else {
            upper = guest_pa(scratch, top);
        }
    }

    static model::Bool<D> is_switched(const model::Machine<D>& machine) {
        return model::rpl<D>(machine.regs.ss) != model::Bits<D, 2>(1);
    }

    /// The Launcher's mapping, before the Guest has tables.
    void translate_linearly(const model::Machine<D>& machine) {
        two_pages = machine.rules.frame_in_its_pages;
        lower = top - bytes;
        upper = two_pages ? top - Word(1) : top;
    }

    [[nodiscard]] Word physical(Word address) const {
        if (!two_pages) {
            return upper + (address - top);
        }
        const Word last = top - bytes;
        const auto in_last_page = extract<31, 12>(address) == extract<31, 12>(last);
        return concat(ite(in_last_page, extract<31, 12>(lower), extract<31, 12>(upper)), extract<11, 0>(address));
    }

    [[nodiscard]] Word load(const model::Machine<D>& m, Word address) const {
        if (!two_pages) {
            return m.memory.template load<4>(physical(address));
        }
        const auto byte = [&](std::uint32_t i) { return m.memory.template load<1>(physical(address + Word::of(i))); };
        return concat(concat(byte(3), byte(2)), concat(byte(1), byte(0)));
    }

    /// How many of its bytes lie in the page of the last one.
    [[nodiscard]] Word lower_bytes() const {
        const Word room = Word(0x1000) - zext<32>(extract<11, 0>(top - bytes));
        return ite(ult(room, bytes), room, bytes);
    }

    /// Whether `length` bytes at the physical address lie in the frame.
    [[nodiscard]] model::Bool<D> holds(Word address, Word length) const {
        const auto within = [&](Word start, Word size) {
            return ule(length, size) & ule(address - start, size - length);
        };
        if (!two_pages) {
            return within(physical(top) - bytes, bytes);
        }
        const Word low = lower_bytes();
        return within(physical(top - bytes), low) | within(physical(top - bytes + low), bytes - low);
    }

    /// Whether the word at the physical address has no byte in the frame.
    [[nodiscard]] model::Bool<D> apart(Word address) const {
        const auto from = [&](Word start, Word size) {
            return (size == 0) | hardware::apart(start, size, address, Word(4));
        };
        if (!two_pages) {
            return hardware::apart(physical(top) - bytes, bytes, address, Word(4));
        }
        const Word low = lower_bytes();
        return from(physical(top - bytes), low) & from(physical(top - bytes + low), bytes - low);
    }
};

/// The interrupted flags with the virtual IF, where that can be read.
template <model::Domain D>
model::Bits<D, 32> virtual_flags(const model::Machine<D>& m) {
    const model::Data_word<D> enabled = read_data(m, model::data_field::irq_enabled);
    const model::Bool<D> clear = enabled.readable & ((enabled.value & 0x200) == 0);
    return ite(clear, m.regs.eflags & 0xFFFFFDFFu, m.regs.eflags);
}

/// What kind of frame it is decides how long it is.
template <model::Domain D>
void settle_kind_of_frame(Run<D>& run, model::Bits<D, 32> vector, bool switched, bool has_error_code) {
    run.settle("the stack is switched, or not", Frame<D>::is_switched(run.machine()), switched);
    run.settle("the CPU pushes an error code, or none", cpu_has_error_code(vector), has_error_code);
    run.settle("and so does the Host", model::has_error_code<D>(vector), has_error_code);
}

/// Any translation; and any lguest_data, named by its distance: what the solver compares is then the distance alone.
template <model::Domain D>
void cut_at_translation(Run<D>& run, const Frame<D>& frame) {
    if (run.machine().rules.frame_in_its_pages) {
        run.generalise("lower_page", frame.lower, ordinary_stack);
        run.generalise("upper_page", frame.upper, ordinary_stack);
    } else {
        run.generalise("physical_top", frame.upper, ordinary_stack);
    }
    const auto from_top = run.word("data_page_from_top");
    if constexpr (std::is_same_v<D, model::Symbolic>) {
        run.inputs().expect(from_top, ordinary_data - ordinary_stack);
    }
    run.machine().guest.data_address = frame.physical(frame.top) + from_top;
}

} // namespace trapspec::proofs
