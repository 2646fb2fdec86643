// The events that drive the machine: entry points of the rules, what the Guest does to its own state, and injected
// failures. One table names every kind and its arguments; traces, generators, the wire and the dispatcher use it.
//
// Every argument is one 32-bit word. A `flag` is 0 or 1 and is written as true/false in a trace.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trapspec::model {

enum class Event_kind : std::uint8_t {
    start_guest,
    set_registers,
    guest_write,
    set_page_tables,
    set_faults,
    kill_outside,
    observe,
    read_memory,
    write_memory,
    translate,
    setup_default_idt_entries,
    load_idt_entry,
    enter_guest,
    switcher_stub,
    deliver_trap,
    trap,
    interrupt_pending,
    try_deliver_interrupt,
    set_interrupt,
    check_syscall_vector,
    init_interrupts,
    free_interrupts,
    set_stack,
    set_clockevent,
    clock_expires,
    hypercall,
    run,
};

enum class Argument_type : std::uint8_t { word, flag };

struct Argument {
    std::string_view name;
    Argument_type type;
};

struct Event_info {
    Event_kind kind;
    std::string_view name;
    std::span<const Argument> arguments;
    std::string_view rules;   ///< rules.md ids that the event enters, or "" for what the Guest itself does
    std::string_view meaning; ///< one line
};

inline constexpr std::size_t max_arguments = 20;

namespace arguments {
inline constexpr Argument_type word = Argument_type::word, flag = Argument_type::flag;

inline constexpr std::array start_guest{Argument{"pfn_limit", word}, Argument{"mapped_pages", word}};
inline constexpr std::array set_registers{Argument{"eax", word},
    Argument{"ebx", word},
    Argument{"ecx", word},
    Argument{"edx", word},
    Argument{"esi", word},
    Argument{"edi", word},
    Argument{"ebp", word},
    Argument{"gs", word},
    Argument{"fs", word},
    Argument{"ds", word},
    Argument{"es", word},
    Argument{"trapnum", word},
    Argument{"errcode", word},
    Argument{"eip", word},
    Argument{"cs", word},
    Argument{"eflags", word},
    Argument{"esp", word},
    Argument{"ss", word}};
inline constexpr std::array guest_write{Argument{"address", word}, Argument{"value", word}};
inline constexpr std::array set_page_tables{Argument{"directory", word}};
inline constexpr std::array set_faults{Argument{"read_faults", word},
    Argument{"write_faults", word},
    Argument{"hole_page", word},
    Argument{"hole_pages", word}};
inline constexpr std::array read_memory{Argument{"address", word}};
inline constexpr std::array write_memory{Argument{"address", word}, Argument{"value", word}};
inline constexpr std::array translate{Argument{"address", word}};
inline constexpr std::array load_idt_entry{Argument{"n", word}, Argument{"a", word}, Argument{"b", word}};
inline constexpr std::array enter_guest{Argument{"other_guest", flag}};
inline constexpr std::array switcher_stub{
    Argument{"vector", word}, Argument{"cpu_pushed_error_code", flag}, Argument{"error_code", word}};
inline constexpr std::array deliver_trap{Argument{"n", word}};
inline constexpr std::array trap{Argument{"trapnum", word},
    Argument{"errcode", word},
    Argument{"eip", word},
    Argument{"cs", word},
    Argument{"eflags", word},
    Argument{"esp", word},
    Argument{"ss", word},
    Argument{"cr2", word},
    Argument{"emulated", flag},
    Argument{"satisfied", flag}};
inline constexpr std::array try_deliver_interrupt{
    Argument{"irq", word}, Argument{"more", flag}, Argument{"sec", word}, Argument{"nsec", word}};
inline constexpr std::array set_interrupt{Argument{"irq", word}, Argument{"asleep", flag}};
inline constexpr std::array init_interrupts{Argument{"vector_used", flag}, Argument{"percpu_used", flag}};
inline constexpr std::array set_stack{
    Argument{"seg", word}, Argument{"esp", word}, Argument{"pages", word}, Argument{"pin_failures", word}};
inline constexpr std::array set_clockevent{
    Argument{"delta", word}, Argument{"now_low", word}, Argument{"now_high", word}};
inline constexpr std::array clock_expires{Argument{"asleep", flag}};
inline constexpr std::array hypercall{Argument{"call", word},
    Argument{"arg1", word},
    Argument{"arg2", word},
    Argument{"arg3", word},
    Argument{"pin_failures", word},
    Argument{"now_low", word},
    Argument{"now_high", word}};
inline constexpr std::array run{Argument{"trapnum", word},
    Argument{"errcode", word},
    Argument{"eip", word},
    Argument{"cs", word},
    Argument{"eflags", word},
    Argument{"esp", word},
    Argument{"ss", word},
    Argument{"cr2", word},
    Argument{"emulated", flag},
    Argument{"satisfied", flag},
    Argument{"sec", word},
    Argument{"nsec", word},
    Argument{"other_guest", flag},
    Argument{"pin_failures", word},
    Argument{"now_low", word},
    Argument{"now_high", word}};
} // namespace arguments

inline constexpr std::array event_table{
    Event_info{Event_kind::start_guest,
        "start_guest",
        arguments::start_guest,
        "",
        "a new Guest: every state back to its initial value, memory all zero"},
    Event_info{Event_kind::set_registers,
        "set_registers",
        arguments::set_registers,
        "",
        "the Guest ran and left these registers"},
    Event_info{Event_kind::guest_write,
        "guest_write",
        arguments::guest_write,
        "",
        "the Guest writes one word of its physical memory"},
    Event_info{Event_kind::set_page_tables,
        "set_page_tables",
        arguments::set_page_tables,
        "",
        "the Guest's page directory is at this Guest-physical address from now on"},
    Event_info{Event_kind::set_faults,
        "set_faults",
        arguments::set_faults,
        "",
        "which Host accesses to Guest memory fail from now on"},
    Event_info{Event_kind::kill_outside,
        "kill_outside",
        {},
        "",
        "the Host kills the Guest for a reason outside the specified part"},
    Event_info{Event_kind::observe, "observe", {}, "", "nothing happens; the state is compared"},
    Event_info{Event_kind::read_memory,
        "read_memory",
        arguments::read_memory,
        "R-MEM-3",
        "the Host reads a word of Guest memory"},
    Event_info{Event_kind::write_memory,
        "write_memory",
        arguments::write_memory,
        "R-MEM-2",
        "the Host writes a word of Guest memory"},
    Event_info{
        Event_kind::translate, "translate", arguments::translate, "R-MEM-4", "the Host walks the Guest's page tables"},
    Event_info{Event_kind::setup_default_idt_entries,
        "setup_default_idt_entries",
        {},
        "R-DEF-2",
        "the Host fills the CPU's table with the Switcher's own gates"},
    Event_info{Event_kind::load_idt_entry,
        "load_idt_entry",
        arguments::load_idt_entry,
        "R-LOAD R-SET",
        "the Guest asks for a gate"},
    Event_info{Event_kind::enter_guest,
        "enter_guest",
        arguments::enter_guest,
        "R-COPY-1",
        "the Host is about to enter the Guest"},
    Event_info{Event_kind::switcher_stub,
        "switcher_stub",
        arguments::switcher_stub,
        "R-SW-1",
        "the CPU left the Guest through the stub of a vector"},
    Event_info{Event_kind::deliver_trap,
        "deliver_trap",
        arguments::deliver_trap,
        "R-TRAP-2",
        "the Host reflects a trap into the Guest"},
    Event_info{
        Event_kind::trap, "trap", arguments::trap, "R-TRAP-4", "a trap ended the Guest's run; the Host deals with it"},
    Event_info{Event_kind::interrupt_pending,
        "interrupt_pending",
        {},
        "R-IRQ-1",
        "the Host asks which virtual interrupt is due"},
    Event_info{Event_kind::try_deliver_interrupt,
        "try_deliver_interrupt",
        arguments::try_deliver_interrupt,
        "R-IRQ-2",
        "the Host tries to deliver a virtual interrupt"},
    Event_info{Event_kind::set_interrupt,
        "set_interrupt",
        arguments::set_interrupt,
        "R-IRQ-3",
        "a virtual interrupt becomes pending"},
    Event_info{Event_kind::check_syscall_vector,
        "check_syscall_vector",
        {},
        "R-SYS-2",
        "the Host checks the system-call vector that the Guest asked for"},
    Event_info{Event_kind::init_interrupts,
        "init_interrupts",
        arguments::init_interrupts,
        "R-SYS-3",
        "the Host reserves its second system-call vector"},
    Event_info{Event_kind::free_interrupts,
        "free_interrupts",
        {},
        "R-SYS-4",
        "the Host gives its second system-call vector back"},
    Event_info{Event_kind::set_stack,
        "set_stack",
        arguments::set_stack,
        "R-STK-1 R-STK-2",
        "the Guest names its kernel stack"},
    Event_info{Event_kind::set_clockevent,
        "set_clockevent",
        arguments::set_clockevent,
        "R-CLK-1",
        "the Guest programs its clock"},
    Event_info{
        Event_kind::clock_expires, "clock_expires", arguments::clock_expires, "R-CLK-2", "the Guest's clock expires"},
    Event_info{Event_kind::hypercall, "hypercall", arguments::hypercall, "R-RUN-1", "the Guest makes a hypercall"},
    Event_info{Event_kind::run, "run", arguments::run, "R-RUN-1", "one pass of the Host's run loop"},
};

inline constexpr std::size_t event_count = event_table.size();

constexpr const Event_info& info(Event_kind kind) {
    return event_table[static_cast<std::size_t>(kind)];
}

/// The kind with this name, or nothing.
constexpr std::optional<Event_kind> event_kind_named(std::string_view name) {
    for (const Event_info& each : event_table) {
        if (each.name == name) {
            return each.kind;
        }
    }
    return std::nullopt;
}

namespace detail {
constexpr bool table_is_in_enum_order() {
    for (std::size_t i = 0; i < event_table.size(); ++i) {
        if (static_cast<std::size_t>(event_table[i].kind) != i || event_table[i].arguments.size() > max_arguments) {
            return false;
        }
    }
    return true;
}
} // namespace detail
static_assert(detail::table_is_in_enum_order());

} // namespace trapspec::model
