// The way into a handler and back: where it starts, what must be so, and a drawing of the CPU in between.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "proofs/processors.hpp"
#include "proofs/theorem.hpp"

namespace trapspec::proofs::round_trip {

/// What must be so for the identity. Each is needed: with it left out there is a counterexample.
enum class Condition {
    descriptors_stay,
    eip_in_segment,
    if_within_reach,
    fits_16_bits,
    upper_half_of_esp,
    data_segments_of_the_level,
};

/// From where, and through what, an event is delivered.
struct Case {
    enum From { same_level, outer_level, virtual_8086 } from;
    bool wide_gate;
    bool has_error_code;
    bool wide_stack; ///< B of the handler's stack segment

    [[nodiscard]] std::string name() const {
        static constexpr std::array<const char*, 3> names{
            "at the same level", "from an outer level", "from virtual-8086 mode"};
        return std::string(names[from]) + (wide_gate ? ", 32-bit gate" : ", 16-bit gate") +
               (has_error_code ? ", with error code" : "") + (wide_stack ? ", esp" : ", sp");
    }
};

/// The words by parts: a branch on VM or on the gate's size then goes one way.
template <Domain D>
Bits<D, 32> flags_of(Run<D>& run, const Case& which) {
    return concat(
        concat(run.template word<14>("flags_31_18"), Bits<D, 1>::of(which.from == Case::virtual_8086 ? 1U : 0U)),
        run.template word<17>("flags_16_0", {0x202}));
}

template <Domain D>
model::Gate<D> gate_of(Run<D>& run, const Case& which) {
    const Bits<D, 5> type = concat(concat(Bits<D, 1>(0), Bits<D, 1>::of(which.wide_gate ? 1U : 0U)),
        concat(Bits<D, 2>(3), run.template word<1>("is_trap_gate")));
    const Bits<D, 16> access =
        concat(concat(Bits<D, 1>(1), run.template word<2>("gate_dpl")), concat(type, Bits<D, 8>(0)));
    return model::Gate<D>::of(run.word("gate_low"), concat(run.template word<16>("handler_high"), access));
}

/// The tables are any; paging is off.
inline arch::Processor<Symbolic> interrupted_cpu(Run<Symbolic>& run, const Case& which) {
    auto cpu = processor_of(Words<Symbolic>{run, true}, program_at_3);
    cpu.gdt = run.inputs().session().table("gdt");
    cpu.ldt = run.inputs().session().table("ldt");
    cpu.eflags = flags_of(run, which);
    return cpu;
}

template <Domain D>
Bool<D> is_in_its_table(const arch::Processor<D>& cpu, const arch::Segment<D>& segment) {
    const auto found = arch::find(cpu, segment.selector);
    return found.within & (found.descriptor == segment.descriptor);
}

template <Domain D>
Bool<D> fits_16_bits(Bits<D, 32> word) {
    return extract<31, 16>(word) == Bits<D, 16>(0);
}

/// A-IRET-6 leaves it alone.
template <Domain D>
Bool<D> is_kept_at(const arch::Segment<D>& segment, Bits<D, 2> level) {
    const auto kept = arch::kept_at(segment, level);
    return (kept.selector == segment.selector) & (kept.descriptor == segment.descriptor);
}

/// The interrupted CPU, the gate, and the stack that the frame is on.
struct Delivery {
    using D = Symbolic;
    Case which{};
    arch::Processor<D> before{};
    arch::Event<D> event{};
    model::Gate<D> gate{};
    Bits<D, 2> level{}; ///< of the handler
    arch::Stack<D> stack{};
    Bits<D, 64> code{}; ///< the handler's

    [[nodiscard]] std::vector<Bits<D, 32>> words() const {
        std::vector<Bits<D, 32>> pushed;
        if (which.from == Case::virtual_8086) {
            for (const auto* segment : {&before.gs, &before.fs, &before.ds, &before.es}) {
                pushed.push_back(zext<32>(segment->selector));
            }
        }
        if (which.from != Case::same_level) {
            pushed.insert(pushed.end(), {zext<32>(before.ss.selector), before.esp});
        }
        pushed.insert(
            pushed.end(), {arch::pushed_flags<D>(before.eflags, event), zext<32>(before.cs.selector), before.eip});
        if (which.has_error_code) {
            pushed.push_back(zext<32>(event.error_code));
        }
        return pushed;
    }
    [[nodiscard]] Bool<D> wide() const { return Bool<D>(which.wide_gate); }
    [[nodiscard]] Bool<D> has_room() const { return has_words(stack, wide(), words().size(), true); }
    /// Where the word of this number is, the first one pushed first.
    [[nodiscard]] Bits<D, 32> place_of(std::size_t number) const {
        const Bits<D, 32> distance = Bits<D, 32>::of((which.wide_gate ? 4 : 2) * (number + 1));
        return arch::base_of<D>(stack.segment.descriptor) +
               stack_offset(stack, moved(stack, Bits<D, 32>(0) - distance));
    }

    [[nodiscard]] std::size_t words_above_error_code() const { return words().size() - (which.has_error_code ? 1 : 0); }
    /// The handler's stack pointer once it has dropped the error code.
    [[nodiscard]] Bits<D, 32> at_iret() const {
        return arch::below_frame(stack, wide(), Bool<D>(false), words_above_error_code());
    }

    /// The CPU at the first instruction of the handler, as one would draw it.
    [[nodiscard]] arch::Processor<D> in_handler() const {
        arch::Processor<D> cpu = before;
        cpu.cs = {concat(extract<15, 2>(model::selector(gate)), level), code};
        cpu.eip = arch::entry_point(gate);
        cpu.ss = stack.segment;
        cpu.esp = arch::below_frame(stack, wide(), Bool<D>(which.has_error_code), words_above_error_code());
        cpu.eflags = arch::flags_in_handler<D>(before.eflags, arch::clears_if(gate));
        if (which.from == Case::virtual_8086) {
            cpu.gs = cpu.fs = cpu.ds = cpu.es = arch::Segment<D>{};
        }
        std::size_t number = 0;
        for (const Bits<D, 32> word : words()) {
            if (which.wide_gate) {
                cpu.memory.store<4>(place_of(number++), word);
            } else {
                cpu.memory.store<2>(place_of(number++), trunc<16>(word));
            }
        }
        return cpu;
    }

    [[nodiscard]] Bool<D> holds(Condition condition) const {
        using namespace arch;
        const Bits<D, 2> outer = current_level(before);
        const bool in_vm = which.from == Case::virtual_8086;
        const bool is_outer = which.from == Case::outer_level;
        switch (condition) {
        case Condition::descriptors_stay:
            return in_vm
                       ? Bool<D>(true)
                       : is_in_its_table(before, before.cs) & (Bool<D>(!is_outer) | is_in_its_table(before, before.ss));
        case Condition::eip_in_segment:
            return within_segment<D>(before.cs.descriptor, before.eip, Bits<D, 32>(1));
        case Condition::if_within_reach: {
            const Bits<D, 2> iopl = extract<13, 12>(before.eflags);
            return (!clears_if(gate)) | (!has_flag<D>(before.eflags, eflags::interrupt)) | ule(level, iopl);
        }
        case Condition::fits_16_bits:
            return which.wide_gate ? Bool<D>(true)
                                   : Bool<D>(!in_vm) & fits_16_bits<D>(before.eip) &
                                         (Bool<D>(!is_outer) | fits_16_bits<D>(before.esp));
        case Condition::upper_half_of_esp:
            return Bool<D>(!is_outer) | is_wide<D>(before.ss.descriptor) |
                   (extract<31, 16>(before.esp) == extract<31, 16>(at_iret()));
        case Condition::data_segments_of_the_level:
            return Bool<D>(!is_outer) | (is_kept_at(before.ds, outer) & is_kept_at(before.es, outer) &
                                            is_kept_at(before.fs, outer) & is_kept_at(before.gs, outer));
        }
        return Bool<D>(true);
    }
};

inline constexpr std::array<std::string_view, 6> conditions{"cs and ss are what their tables hold",
    "eip lies within the code segment",
    "IF need not be set again, or the handler's level may set it",
    "through a 16-bit gate, eip and a saved esp fit 16 bits, and VM is clear",
    "back at a stack with B clear, the upper half of esp is that of the handler's",
    "the data segments are such as the interrupted level may have"};

} // namespace trapspec::proofs::round_trip
