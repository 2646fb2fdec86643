#include "diff/mutants/arguments.hpp"

#include <algorithm>
#include <array>

namespace trapspec::diff::mutants {

namespace {

constexpr bool equivalent = false;
constexpr bool beyond = true;

constexpr std::array table{
    // The other statement does not look at what the first one writes, nor the other way round.
    Argument{"clock.cpp",
        "@cpu.timer.armed = true;",
        "cpu.timer.deadline",
        equivalent,
        "wall_clock() does not look at the timer"},
    Argument{"clock.cpp",
        "return; @disarm(cpu);",
        "set_interrupt",
        equivalent,
        "set_interrupt looks at irqs_pending alone, and disarm at the timer alone"},
    Argument{"deliver.cpp",
        "@if (has_error_code)",
        "regs.ss",
        equivalent,
        "push has the Guest and the stack, not the registers, and regs.errcode is not regs.ss"},
    Argument{"deliver.cpp",
        "@if (rules.clears_entry_flags)",
        "if (gate_type",
        equivalent,
        "the write to irq_enabled and the kill have the Guest, not the registers"},
    Argument{"interrupts.cpp",
        "@if (!write_data(guest, &Lguest_data::irq_enabled",
        "cpu.halted",
        equivalent,
        "the write and the kill have the Guest, not the CPU"},
    Argument{"interrupts.cpp",
        "@cpu.irqs_pending &=",
        "set_guest_interrupt",
        equivalent,
        "a delivery does not look at irqs_pending"},
    Argument{"run.cpp", "@host.last_ran = &cpu;", "if (", equivalent, "copy_traps does not look at last_ran"},
    Argument{"run.cpp",
        "@cpu.hypercall_pending = false;",
        "do_hypercall",
        equivalent,
        "no hypercall looks at hypercall_pending or sets it"},
    Argument{"hypercalls.cpp",
        "@if (!read_data(guest, &Lguest_data::noirq_start",
        "if (!read_data",
        equivalent,
        "two reads into words of their own, and two kills for the same reason, without numbers"},
    Argument{"deliver.cpp",
        "@stack.lower_page = lowest >> page_shift;",
        "if (",
        equivalent,
        "where the function returns there, both distances are the same, and lower_page decides nothing"},

    // The same answer either way.
    Argument{"switcher.cpp",
        "@if (vector < first_external_vector",
        "if (host",
        equivalent,
        "both conditions lead to the same answer"},
    Argument{"syscall.cpp",
        "@if (!in_range",
        "if (vector",
        equivalent,
        "0x80 is in the range, so at most one of the two conditions holds"},
    Argument{"traps.cpp", "@if (length == 0)", "regs.eip", equivalent, "a length of 0 adds nothing"},

    // A value that nobody uses, or that is there already.
    Argument{"clock.cpp",
        "init_clockdev(Cpu& cpu) { @disarm(cpu);",
        ";",
        equivalent,
        "init_cpu comes first and zeroes the timer"},
    Argument{"clock.cpp",
        "init_clockdev(Cpu& cpu) { @disarm(cpu);",
        "program_timer",
        equivalent,
        "init_cpu comes first and zeroes the timer"},
    Argument{"deliver.cpp",
        "u32 eflags = @0;",
        "1",
        equivalent,
        "guest_eflags is called before or behind the first pushes, and either overwrites it"},
    Argument{"deliver.cpp",
        "if (@rules.virtual_if_read_first)",
        "true",
        equivalent,
        "reading changes nothing, and the second reading overwrites the first"},
    Argument{"run.cpp",
        "bool more = @false;",
        "true",
        equivalent,
        "interrupt_pending leaves it only where it answers 32, and then nobody looks at it"},
    Argument{"run.cpp",
        "cpu.changed @|= changed_all;",
        "=",
        equivalent,
        "changed_all holds every bit that changed ever has"},

    // Values that fit 16 bits.
    Argument{
        "interrupts.cpp", "@u32 find_next_bit(", "u16", equivalent, "from is at most 33, and the answer at most 32"},
    Argument{"interrupts.cpp", "@u32 from)", "u16", equivalent, "from is at most 33"},
    Argument{"run.cpp",
        "const @u32 irq = interrupt_pending(cpu, more);",
        "u16",
        equivalent,
        "interrupt_pending answers at most 32"},
    Argument{"traps.cpp", "return vector < @32 &&", "31", equivalent, "vector 31 has no error code anyway"},
    Argument{"traps.cpp",
        "return vector < @32 &&",
        "33",
        equivalent,
        "the CPU shifts modulo 32, and vector 0 has no error code"},

    // Configurations and arguments are bounded: diff/wire/README.md.
    Argument{"idt.cpp",
        "vector @< first_external_vector;",
        "<=",
        equivalent,
        "0x20 is no direct trap unless it is a system call, and that is copied anyway"},
    Argument{"idt.cpp",
        "@copy_trap(cpu, idt, host, syscall_vector_linux);",
        "copy_trap(cpu, idt, host, host.syscall_vector); copy_trap(cpu, idt, host, syscall_vector_linux);",
        equivalent,
        "a gate is copied from its own slot to its own slot"},
    Argument{"abi.hpp", "last_syscall_vector = @0xFF", "0x1ff", beyond, "a syscall_vector above 255 is refused"},
    Argument{"syscall.cpp",
        "in_range = @vector >= first_syscall_vector",
        "vector >= first_syscall_vector",
        beyond,
        "a syscall_vector above 255 is refused"},
    Argument{"syscall.cpp",
        "const @u32 vector = host.syscall_vector;",
        "u16",
        beyond,
        "a syscall_vector above 255 is refused"},
    Argument{"stack.cpp",
        "for (@u32 i = 0; i < cpu.guest->stack_pages",
        "u16",
        beyond,
        "more than 64 stack pages are refused"},
    Argument{
        "stack.cpp", "guest.stack_pages = @pages;", "static_cast<u16>", beyond, "more than 64 stack pages are refused"},
    Argument{"run.cpp",
        "while (@!is_dead",
        "",
        beyond,
        "this Host makes one pass at a time; run_guest is for the one that boots"},
    Argument{"run.cpp",
        "while (@!is_dead",
        "false",
        beyond,
        "this Host makes one pass at a time; run_guest is for the one that boots"},
};

} // namespace

std::span<const Argument> arguments() {
    return table;
}

const Argument* argument_about(const Fault& fault) {
    const std::string to = one_line(fault.to);
    const auto fits = [&](const Argument& each) {
        return fault.slip != Slip::planted && fault.file.ends_with(each.file) &&
               fault.place.find(each.place) != std::string::npos && to.starts_with(each.to) &&
               each.to.empty() == to.empty();
    };
    const auto found = std::find_if(table.begin(), table.end(), fits);
    return found == table.end() ? nullptr : &*found;
}

} // namespace trapspec::diff::mutants
