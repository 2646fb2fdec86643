#include "diff/explain.hpp"

#include <fmt/format.h>

#include "diff/decode.hpp"
#include "model/rules.hpp"
#include "traces/describe.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;

std::string call_name(std::uint32_t call) {
    switch (call) {
    case 1:
        return "LGUEST_INIT";
    case 6:
        return "LOAD_IDT_ENTRY";
    case 7:
        return "SET_STACK";
    case 8:
        return "TS";
    case 9:
        return "SET_CLOCKEVENT";
    case 10:
        return "HALT";
    default:
        return fmt::format("hypercall {}", call);
    }
}

std::string request_line(const Event& event) {
    const auto& a = event.arguments;
    switch (event.kind) {
    case Kind::load_idt_entry:
        return fmt::format("the Guest asks for gate {:#x}: {}", a[0], traces::describe_gate(a[1], a[2]));
    case Kind::trap:
        return fmt::format(
            "trap {:#x} (error {:#x}) at {:#x}:{:#x}, eflags {:#x}", a[0], a[1], a[3] & 0xFFFF, a[2], a[4]);
    case Kind::deliver_trap:
        return fmt::format("the Host reflects trap {:#x}", a[0]);
    case Kind::try_deliver_interrupt:
        return fmt::format("virtual IRQ {} is offered{}", a[0], a[1] != 0 ? ", more claimed to wait" : "");
    case Kind::set_interrupt:
        return fmt::format("virtual IRQ {} is raised", a[0]);
    case Kind::set_stack:
        return fmt::format("the Guest names its kernel stack {:#x}:{:#x}, {} pages", a[0], a[1], a[2]);
    case Kind::set_clockevent:
        return a[0] == 0 ? "the Guest cancels its clock"
                         : fmt::format("the Guest sets its clock to {} ns from now", a[0]);
    case Kind::hypercall:
        return fmt::format("{}({:#x}, {:#x}, {:#x})", call_name(a[0]), a[1], a[2], a[3]);
    case Kind::guest_write:
        return fmt::format("the Guest writes {:#x} at physical {:#x}", a[1], a[0]);
    case Kind::start_guest:
        return fmt::format("a new Guest with {} pages", a[0]);
    case Kind::switcher_stub:
        return fmt::format(
            "the stub of vector {:#x} runs {} an error code from the CPU", a[0], a[1] != 0 ? "with" : "without");
    case Kind::translate:
        return fmt::format("the Host translates {:#x}", a[0]);
    case Kind::read_memory:
        return fmt::format("the Host reads physical {:#x}", a[0]);
    case Kind::write_memory:
        return fmt::format("the Host writes {:#x} at physical {:#x}", a[1], a[0]);
    case Kind::run:
        return fmt::format(
            "one pass of the run loop; if the Guest is entered, trap {:#x} at {:#x} ends it", a[0], a[2]);
    default:
        return std::string(model::info(event.kind).meaning);
    }
}

std::string frame_line(const Snapshot& before, const Snapshot& after, const Model_system::Fired& fired) {
    const bool switched = fired.has(model::Rule::push_2_switched);
    return fmt::format("frame of {} words{}{} on {:#x}:{:#x}, goes on at {:#x}, eflags {:#x} -> {:#x}",
        frame_words(fired),
        switched ? " with ss:esp" : "",
        fired.has(model::Rule::push_5_error_code) ? " and error code" : "",
        word_of(after, "ss"),
        word_of(after, "esp"),
        word_of(after, "eip"),
        word_of(before, "eflags"),
        word_of(after, "eflags"));
}

} // namespace

std::vector<model::Rule> arms_of(const Model_system::Fired& fired) {
    std::vector<model::Rule> arms;
    for (const model::Arm_info& each : model::arm_table) {
        if (each.arm != model::Rule::none && fired.has(each.arm)) {
            arms.push_back(each.arm);
        }
    }
    return arms;
}

std::size_t frame_words(const Model_system::Fired& fired) {
    const bool switched = fired.has(model::Rule::push_2_switched);
    if (!switched && !fired.has(model::Rule::push_2_same_stack)) {
        return 0;
    }
    return 3U + (switched ? 2U : 0U) + (fired.has(model::Rule::push_5_error_code) ? 1U : 0U);
}

std::string explain(const traces::Handler_entry& report) {
    return fmt::format("the Guest's handler of {:#x} ({}) reports: entered by the {}, esp {:#x}, eflags {}",
        report.vector,
        traces::describe_vector(report.vector),
        report.reflected ? "Host" : "CPU",
        report.esp,
        traces::describe_eflags(report.eflags));
}

std::string explain(
    const Event& event, const Snapshot& before, const Snapshot& after, const Model_system::Fired& fired) {
    std::string line = request_line(event);
    std::string_view separator = ": ";
    for (const model::Rule arm : arms_of(fired)) {
        const model::Arm_info& each = model::info(arm);
        if (each.rule.starts_with("R-MEM") &&
            (each.name.ends_with("_read") || each.name.ends_with("_written") || each.name.ends_with("_mapped"))) {
            continue; // what always happens says nothing
        }
        line += fmt::format("{}{} [{}]", separator, each.text, each.rule);
        separator = "; ";
    }
    if (frame_words(fired) != 0) {
        line += "; " + frame_line(before, after, fired);
    }
    if (word_of(after, "dead") != word_of(before, "dead") && word_of(after, "dead") != 0) {
        line += fmt::format("; the Guest is dead: {}", show_death(after));
    }
    return line;
}

} // namespace trapspec::diff
