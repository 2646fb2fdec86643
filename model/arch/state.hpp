// What of a 32-bit x86 CPU the delivery of events and iret read or change, as explicit state.
//
// Left out, and why: the accessed and dirty bits (no rule reads them), translation caches (every access walks the
// tables as they are in memory then), PAE and 4 MiB pages (the Guest of lguest has neither), the blocking of NMIs.
// The GDT, the LDT, the IDT and the TSS are state beside memory: reading them never faults. The GDT and the LDT have at
// most 256 entries.
#pragma once

#include "model/arch/constants.hpp"
#include "model/domain/domain.hpp"
#include "model/state/fields.hpp"

namespace trapspec::model::arch {

/// A segment register: the selector, and the descriptor that was loaded with it (b << 32 | a).
template <Domain D>
struct Segment {
    Bits<D, 16> selector{};
    Bits<D, 64> descriptor{};

    static constexpr auto fields() {
        return std::tuple{field("selector", &Segment::selector), field("descriptor", &Segment::descriptor)};
    }
};

/// An event that is to be delivered. SDM vol. 3A, "Sources of Interrupts", "Exception Classifications".
template <Domain D>
struct Event {
    Bits<D, 4> source{}; ///< source::*
    Bits<D, 8> vector{};
    Bits<D, 16> error_code{};         ///< of an exception that has one; meaningless else
    Bool<D> instruction_breakpoint{}; ///< a debug exception (a fault) for an instruction breakpoint
    Bool<D> in_repetition{};          ///< it came between two iterations of a repeated string instruction

    static constexpr auto fields() {
        using E = Event;
        return std::tuple{field("source", &E::source),
            field("vector", &E::vector),
            field("error_code", &E::error_code),
            field("instruction_breakpoint", &E::instruction_breakpoint),
            field("in_repetition", &E::in_repetition)};
    }
};

/// What became of a delivery or an iret.
namespace answer_kind {
inline constexpr std::uint32_t done = 0,
                               fault =
                                   1, ///< an exception instead: `vector`, `error_code`; only memory may have changed
    task_switch = 2,                  ///< a task gate, or iret with NT: outside the model, nothing has changed
    shutdown = 3;
inline constexpr std::uint32_t count = 4;
} // namespace answer_kind

template <Domain D>
struct Answer {
    Bits<D, 2> kind{};   ///< answer_kind::*
    Bits<D, 8> vector{}; ///< of the fault
    Bits<D, 16> error_code{};

    static constexpr auto fields() {
        using A = Answer;
        return std::tuple{
            field("kind", &A::kind), field("fault_vector", &A::vector), field("fault_error_code", &A::error_code)};
    }
};

/// The current TSS, as far as stacks go. SDM vol. 3A, "Task-State Segment (TSS)", "16-Bit Task-State Segment (TSS)".
template <Domain D>
struct Task {
    Bits<D, 16> selector{};
    Bits<D, 32> limit{};
    Bool<D> wide{}; ///< a 32-bit TSS; a 16-bit one holds the low halves of esp0 to esp2
    Bits<D, 32> esp0{}, esp1{}, esp2{};
    Bits<D, 16> ss0{}, ss1{}, ss2{};

    static constexpr auto fields() {
        using T = Task;
        return std::tuple{field("tss_selector", &T::selector),
            field("tss_limit", &T::limit),
            field("tss_wide", &T::wide),
            field("esp0", &T::esp0),
            field("esp1", &T::esp1),
            field("esp2", &T::esp2),
            field("ss0", &T::ss0),
            field("ss1", &T::ss1),
            field("ss2", &T::ss2)};
    }
};

template <Domain D>
struct Limits {
    Bits<D, 16> gdt{}, ldt{}, idt{}; ///< offset of the last byte

    static constexpr auto fields() {
        using L = Limits;
        return std::tuple{field("gdt_limit", &L::gdt), field("ldt_limit", &L::ldt), field("idt_limit", &L::idt)};
    }
};

/// SDM vol. 3A, "32-Bit Paging", without large pages.
template <Domain D>
struct Paging {
    Bool<D> on{};
    Bool<D> write_protect{}; ///< CR0.WP: supervisor writes respect read-only pages
    Bits<D, 32> directory{}; ///< physical

    static constexpr auto fields() {
        using P = Paging;
        return std::tuple{
            field("paging", &P::on), field("write_protect", &P::write_protect), field("directory", &P::directory)};
    }
};

template <Domain D>
struct Processor {
    using Domain_type = D;

    Bits<D, 32> eip{}, eflags{}, esp{}, cr2{};
    Segment<D> cs{}, ss{}, ds{}, es{}, fs{}, gs{};
    Event<D> event{}; ///< what is being delivered
    Answer<D> answer{};
    typename D::Memory memory{}; ///< physical
    typename D::Fired fired{};

    // No rule changes these.
    Task<D> task{};
    Limits<D> limits{};
    Paging<D> paging{};
    typename D::Table gdt{}, ldt{}, idt{};

    /// What branches merge.
    static constexpr auto fields() {
        using P = Processor;
        return std::tuple{field("eip", &P::eip),
            field("eflags", &P::eflags),
            field("esp", &P::esp),
            field("cr2", &P::cr2),
            field("cs", &P::cs),
            field("ss", &P::ss),
            field("ds", &P::ds),
            field("es", &P::es),
            field("fs", &P::fs),
            field("gs", &P::gs),
            field("event", &P::event),
            field("answer", &P::answer),
            field("memory", &P::memory),
            field("fired", &P::fired)};
    }

    void assign(Processor other) { *this = std::move(other); }
};

template <Domain D>
Bool<D> has_flag(Bits<D, 32> eflags, std::uint32_t flag) {
    return (eflags & Bits<D, 32>::of(flag)) != Bits<D, 32>(0);
}

/// The current privilege level: 3 in virtual-8086 mode, else the RPL of cs.
template <Domain D>
Bits<D, 2> current_level(const Processor<D>& m) {
    return ite(has_flag<D>(m.eflags, eflags::virtual_8086), Bits<D, 2>(3), extract<1, 0>(m.cs.selector));
}

/// The exception takes the place of what was going on. The first one counts.
template <Domain D>
void raise(Processor<D>& m, std::uint32_t vector, Bits<D, 16> error_code) {
    m.answer.kind = Bits<D, 2>(answer_kind::fault);
    m.answer.vector = Bits<D, 8>::of(vector);
    m.answer.error_code = error_code;
}

template <Domain D>
Bool<D> going_on(const Processor<D>& m) {
    return m.answer.kind == Bits<D, 2>(answer_kind::done);
}

} // namespace trapspec::model::arch
