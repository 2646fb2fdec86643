// The whole state that the rules read and change: one Guest with one virtual CPU, and the part of the Host that serves
// it. Vocabulary, widths and initial values: rules.md, "Vocabulary and constants".
#pragma once

#include "model/domain/domain.hpp"
#include "model/state/fields.hpp"
#include "model/state/reasons.hpp"
#include "model/state/registers.hpp"

namespace trapspec::model {

/// Per-CPU words that are not registers.
template <Domain D>
struct Cpu {
    Bits<D, 32> esp1{};      ///< Guest kernel stack top, a Guest-virtual address
    Bits<D, 16> ss1{};       ///< and its segment
    Bits<D, 32> changed{3u}; ///< CHANGED_* mask: what the Switcher must refresh before the next entry
    Bool<D> halted{};
    Bits<D, 32> irqs_pending{};  ///< bit n: virtual IRQ n
    Bool<D> hypercall_pending{}; ///< the last trap was the hypercall vector
    Bool<D> ts{};                ///< the Guest wants trap 7 (device not available)
    Bool<D> timer_armed{};
    Bits<D, 64> timer_deadline{}; ///< wall clock, ns; 0 when not armed

    static constexpr auto fields() {
        using C = Cpu;
        return std::tuple{field("esp1", &C::esp1),
            field("ss1", &C::ss1),
            field("changed", &C::changed),
            field("halted", &C::halted),
            field("irqs_pending", &C::irqs_pending),
            field("hypercall_pending", &C::hypercall_pending),
            field("ts", &C::ts),
            field("timer_armed", &C::timer_armed),
            field("timer_deadline", &C::timer_deadline)};
    }
};

/// Per-Guest words.
template <Domain D>
struct Guest {
    Bool<D> initialised{};      ///< the init hypercall named lguest_data
    Bits<D, 32> data_address{}; ///< Guest-physical address of lguest_data
    Bits<D, 32> noirq_start{};
    Bits<D, 32> noirq_end{}; ///< first address past the window
    Bits<D, 32> stack_pages{};
    Bits<D, 32> pfn_limit{};      ///< pages of Guest-physical memory
    Bool<D> paging{};             ///< false: the Launcher's linear mapping still holds
    Bits<D, 32> page_directory{}; ///< Guest-physical address
    Bool<D> dead{};
    Bits<D, 8> reason{}; ///< Reason; none while alive
    Bits<D, 32> reason_0{}, reason_1{}, reason_2{};

    static constexpr auto fields() {
        using G = Guest;
        return std::tuple{field("initialised", &G::initialised),
            field("data_address", &G::data_address),
            field("noirq_start", &G::noirq_start),
            field("noirq_end", &G::noirq_end),
            field("stack_pages", &G::stack_pages),
            field("pfn_limit", &G::pfn_limit),
            field("paging", &G::paging),
            field("page_directory", &G::page_directory),
            field("dead", &G::dead),
            field("reason", &G::reason),
            field("reason_0", &G::reason_0),
            field("reason_1", &G::reason_1),
            field("reason_2", &G::reason_2)};
    }
};

/// What the Host keeps outside the Guest: the TSS's ring-1 stack and the reserved vector.
template <Domain D>
struct Host {
    Bits<D, 32> tss_esp1{};
    Bits<D, 16> tss_ss1{};
    Bool<D> syscall_vector_reserved{}; ///< survives a new Guest

    static constexpr auto fields() {
        using H = Host;
        return std::tuple{field("tss_esp1", &H::tss_esp1),
            field("tss_ss1", &H::tss_ss1),
            field("syscall_vector_reserved", &H::syscall_vector_reserved)};
    }
};

/// What one event answered and asked of the Host around it. Cleared before each event.
template <Domain D>
struct Outcome {
    Bits<D, 32> result{};
    Bool<D> more{};      ///< R-IRQ-1: another candidate, in the Host's view
    Bool<D> reflected{}; ///< R-TRAP-4 ended in R-TRAP-2, which delivered
    Bool<D> entered{};   ///< the Guest is about to run
    Bool<D> slept{};     ///< halted, nothing pending
    Bool<D> woke{};      ///< R-IRQ-3 woke the task
    Bool<D> kicked{};    ///< R-IRQ-3 kicked a running task
    Bool<D> panicked{};  ///< a Host bug was hit (R-IRQ-2 with irq >= 32)
    Bool<D> logged{};    ///< R-SYS-3's message

    static constexpr auto fields() {
        using O = Outcome;
        return std::tuple{field("result", &O::result),
            field("more", &O::more),
            field("reflected", &O::reflected),
            field("entered", &O::entered),
            field("slept", &O::slept),
            field("woke", &O::woke),
            field("kicked", &O::kicked),
            field("panicked", &O::panicked),
            field("logged", &O::logged)};
    }
};

/// Which Host accesses to Guest memory fail: injected, never changed by a rule.
template <Domain D>
struct Faults {
    Bits<D, 32> mapped_pages{}; ///< pages that the Launcher really backs with memory
    Bits<D, 32> read_faults{};  ///< bit per data-page field (Data_field), bit 8: every R-MEM-3 copy
    Bits<D, 32> write_faults{}; ///< the same for writes and R-MEM-2
    Bits<D, 32> hole_page{};    ///< first page number of a hole
    Bits<D, 32> hole_pages{};   ///< and how many pages it has

    static constexpr auto fields() {
        using F = Faults;
        return std::tuple{field("mapped_pages", &F::mapped_pages),
            field("read_faults", &F::read_faults),
            field("write_faults", &F::write_faults),
            field("hole_page", &F::hole_page),
            field("hole_pages", &F::hole_pages)};
    }
};

} // namespace trapspec::model
