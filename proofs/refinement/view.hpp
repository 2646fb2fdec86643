// What the Guest's kernel sees of an event in its handler, and what each event and each Guest has by other theorems.
#pragma once

#include "proofs/refinement/abstraction.hpp"
#include "proofs/theorem.hpp"
#include "proofs/theorems/gates.hpp"

namespace trapspec::proofs::refinement {

/// An event in the Guest. The CPU makes a register block of it (theorem raised-vector-told), and the Host reflects that.
template <Domain D>
struct Interruption {
    model::arch::Event<D> event{};
    Bits<D, 32> flags{};         ///< the real eflags when it came
    bool changes_ring = false;   ///< it came from ring 2 or 3
    bool has_error_code = false; ///< A-EVT-1

    /// Of the frame that the CPU pushes.
    [[nodiscard]] unsigned words() const { return 3U + (changes_ring ? 2U : 0U) + (has_error_code ? 1U : 0U); }
    /// Which word of it is cs, from esp upwards; ss, if it is there, comes three words above.
    [[nodiscard]] unsigned cs_at() const { return has_error_code ? 2 : 1; }
    [[nodiscard]] bool is_selector(unsigned word) const { return word == cs_at() || word == cs_at() + 3; }
};

/// Sources and vectors that go together; an NMI is the Host's alone. R-IRQ-2 delivers a virtual interrupt as a trap is
/// delivered (theorem interrupt-as-trap).
template <Domain D>
Bool<D> is_event_of_the_guest(const model::arch::Event<D>& event) {
    using namespace model::arch;
    const Bits<D, 8> n = event.vector;
    const Bool<D> exception =
        comes_from(event, source::fault) | comes_from(event, source::trap) | comes_from(event, source::abort);
    return (exception & ult(n, Bits<D, 8>(32)) & (n != Bits<D, 8>(vector::nmi))) | comes_from(event, source::int_n) |
           (comes_from(event, source::external) & ule(Bits<D, 8>(32), n)) |
           (comes_from(event, source::int3) & (n == Bits<D, 8>(vector::breakpoint))) |
           (comes_from(event, source::into) & (n == Bits<D, 8>(vector::overflow))) |
           (comes_from(event, source::icebp) & (n == Bits<D, 8>(vector::debug)));
}

/// The words of the block that the event decides.
template <Domain D>
Bits<D, 32> saved_flags(const Interruption<D>& what) {
    return model::arch::pushed_flags<D>(what.flags, what.event);
}
template <Domain D>
Bits<D, 32> saved_error_code(const Interruption<D>& what) {
    return what.has_error_code ? zext<32>(what.event.error_code) : Bits<D, 32>(0);
}

/// The two CPUs to compare: the one that the kernel believes to have after the Host's reflection, and the one that
/// delivered the event by itself.
template <Domain D>
struct Two_cpus {
    model::arch::Processor<D> reflected{}, delivered{};
};

template <Domain D>
void claim_same_registers(Run<D>& run, const Two_cpus<D>& cpu) {
    namespace eflags = model::arch::eflags;
    constexpr std::uint32_t cleared = eflags::trap | eflags::nested_task | eflags::resume | eflags::virtual_8086;
    const Bits<D, 32> differ = cpu.reflected.eflags ^ cpu.delivered.eflags;
    const auto same = [&](std::uint32_t flags) { return (differ & Bits<D, 32>::of(flags)) == Bits<D, 32>(0); };
    run.claim("the CPU enters the handler too", going_on(cpu.delivered));
    run.claim("the handler has the same eip", cpu.reflected.eip == cpu.delivered.eip);
    run.claim("the same cs", cpu.reflected.cs.selector == cpu.delivered.cs.selector);
    run.claim("the same ss", cpu.reflected.ss.selector == cpu.delivered.ss.selector);
    run.claim("the same esp, and so the frame the same size", cpu.reflected.esp == cpu.delivered.esp);
    run.claim("the same TF, NT, RF and VM", same(cleared));
    run.claim("the same IF", same(eflags::interrupt));
    run.claim("the other flags the same", same(~(cleared | eflags::interrupt)));
}

/// A word of the Host's frame as the kernel understands it.
template <Domain D>
Bits<D, 32> understood(Bits<D, 32> word, bool is_selector) {
    return is_selector ? concat(extract<31, 16>(word), in_ring_0<D>(trunc<16>(word))) : word;
}

inline std::string_view name_of_word(unsigned from_eip) {
    static constexpr std::array<std::string_view, 5> names{"eip", "cs", "eflags", "esp", "ss"};
    return from_eip < names.size() ? names[from_eip] : "error code";
}

/// Each word of the frame as the handler reads it through its own page tables, from the esp that it should have.
template <Domain D>
void claim_same_frame(Run<D>& run, const Interruption<D>& what, Two_cpus<D>& cpu) {
    const model::arch::Access<D> as_kernel{false, Bool<D>(false)};
    for (unsigned k = 0; k < what.words(); ++k) {
        const Bits<D, 32> address = cpu.delivered.esp + Bits<D, 32>::of(4 * k);
        const Bits<D, 32> found = model::arch::read_linear<4>(cpu.reflected, address, as_kernel);
        run.claim("on the stack the same " + std::string(name_of_word(k + 1 - what.cs_at())),
            understood<D>(found, what.is_selector(k)) ==
                model::arch::read_linear<4>(cpu.delivered, address, as_kernel));
    }
}

} // namespace trapspec::proofs::refinement
