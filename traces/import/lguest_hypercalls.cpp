// The part of Translator that deals with what the Guest asks of the Host.
#include <algorithm>

#include "traces/import/data_page.hpp"
#include "traces/import/lguest_reason.hpp"
#include "traces/import/lguest_translator.hpp"

namespace trapspec::traces::lguest {

namespace {

using enum model::Event_kind;

enum Call : std::uint32_t { call_ts = 8, call_halt = 10 };

/// Which page the Host could not pin, as an argument of the call.
std::uint32_t pin_failures(std::uint32_t esp, const Kills& kills) {
    for (const Kill& kill : kills) {
        const Kill_reason read = read_reason(kill.reason);
        if (read.reason == model::Reason::bad_stack_page) {
            return std::uint32_t{1} << std::min((esp - 1 - read.numbers[0]) / 4096, std::uint32_t{31});
        }
    }
    return 0;
}

void leave_out_deadline(const Set_clockevent& clock, Record& record) {
    if (clock.delta != 0) {
        record.uncompared.push_back({"timer_deadline", "the wall clock is not in the recording"});
    }
}

/// The rules' hypercalls copy nothing to or from Guest memory: such a kill is of a call outside the rules.
Kills marked(Kills kills) {
    for (Kill& kill : kills) {
        const model::Reason reason = read_reason(kill.reason).reason;
        kill.foreign = reason == model::Reason::bad_read_address || reason == model::Reason::bad_write_address ||
                       reason == model::Reason::bad_address;
    }
    return kills;
}

} // namespace

/// The Guest filled in its lguest_data before it named it.
void Translator::inject_init(const Guest_init& init) {
    now_.data_address = init.data_address;
    const std::uint32_t last = init.data_address + data_page::size - 1;
    tables_.avoid(init.data_address >> 12, last >> 12);
    const std::array<std::pair<std::uint32_t, std::uint32_t>, 6> words{{
        {data_page::irq_enabled, init.irq_enabled},
        {data_page::blocked_interrupts, init.blocked_interrupts},
        {data_page::noirq_start, init.noirq_start},
        {data_page::noirq_end, init.noirq_end},
        {data_page::kernel_address, init.kernel_address},
        {data_page::syscall_vector, init.syscall_vector},
    }};
    for (const auto& [offset, value] : words) {
        if (value != 0) {
            inject_word(offset, value);
        }
    }
    now_.shared = {true, init.irq_enabled, 0, init.blocked_interrupts};
}

void Translator::see_init(const Guest_init& init, Record& record) {
    record.after.see(word("initialised"), init.known ? 1 : 0);
    record.after.see(word("data_address"), init.known ? init.data_address : 0);
    record.after.see(word("pfn_limit"), init.pfn_limit);
    record.after.see(word("noirq_start"), init.noirq_start);
    record.after.see(word("noirq_end"), init.noirq_end);
    if (init.known) {
        record.after.memory = {{init.data_address + data_page::irq_enabled, init.irq_enabled},
            {init.data_address + data_page::blocked_interrupts, init.blocked_interrupts},
            {init.data_address + data_page::syscall_vector, init.syscall_vector}};
    }
    now_.initialised = init.known;
    now_.noirq_start = init.noirq_start;
    now_.noirq_end = init.noirq_end;
    now_.kernel_address = init.kernel_address;
    now_.syscall_vector = init.syscall_vector;
}

void Translator::see_load(const Load_entry& load, Record& record) {
    record.before.see(word("changed"), load.changed_before);
    record.before.see(word("dead"), load.dead_before ? 1 : 0);
    record.after.see(word("changed"), load.changed_after);
    if (load.n < vectors) {
        record.before.gates.push_back(load.before);
        record.after.gates.push_back(load.after);
        now_.gates[load.n] = load.after;
    }
}

void Translator::see_stack(const Set_stack& stack, Record& record) {
    record.before.see(word("dead"), stack.dead_before ? 1 : 0);
    record.after.see(word("ss1"), stack.ss1);
    record.after.see(word("esp1"), stack.esp1);
    record.after.see(word("stack_pages"), stack.stack_pages);
    now_.ss1 = stack.ss1;
    now_.esp1 = stack.esp1;
    now_.stack_pages = stack.stack_pages;
}

void Translator::hypercall(const Whole_hypercall& whole, const Kills& kills) {
    const Hypercall& call = whole.call;
    rebuild_if_due({call.irqs_pending, call.halted});
    Record record;
    if (call.readable && now_.initialised) {
        Shared shared = now_.shared;
        shared.irq_enabled = call.irq_enabled;
        inject_shared(shared);
        record.before.memory.push_back({now_.data_address + data_page::irq_enabled, call.irq_enabled});
    }
    record.before.see(word("initialised"), call.readable ? 1 : 0);
    record.before.see(word("halted"), call.halted ? 1 : 0);
    record.before.see(word("irqs_pending"), call.irqs_pending);
    if (whole.init && whole.init->known) {
        inject_init(*whole.init);
    }
    const std::uint32_t failures = whole.stack ? pin_failures(whole.stack->esp, kills) : 0;
    record.event = make_event(model::Event_kind::hypercall,
        {call.call, call.arguments[0], call.arguments[1], call.arguments[2], failures, 0, 0});
    bool dead_after = now_.dead || !kills.empty();
    if (whole.init) {
        see_init(*whole.init, record);
        dead_after = whole.init->dead;
    } else if (whole.load) {
        see_load(*whole.load, record);
        dead_after = whole.load->dead_after;
    } else if (whole.stack) {
        see_stack(*whole.stack, record);
        dead_after = whole.stack->dead_after;
    } else if (whole.clock) {
        now_.timer_armed = whole.clock->delta != 0;
        leave_out_deadline(*whole.clock, record);
        if (whole.clock_inside) {
            record.uncompared.push_back({"irqs_pending", "the clock interrupt fell inside the recorded call"});
        } else {
            record.after.see(word("irqs_pending"), whole.clock->irqs_pending);
        }
    } else if (call.call == call_ts) {
        now_.ts = call.arguments[0] != 0;
    } else if (call.call == call_halt) {
        now_.halted = true;
    }
    put_with_kills(std::move(record), marked(kills), now_.dead, dead_after);
}

void Translator::load_entry(const Load_entry& load, const Kills& kills) {
    rebuild_if_due({now_.irqs_pending, now_.halted});
    Record record;
    record.event = make_event(load_idt_entry, {load.n, load.a, load.b});
    see_load(load, record);
    put_with_kills(std::move(record), kills, load.dead_before, load.dead_after);
}

void Translator::set_stack(const Set_stack& stack, const Kills& kills) {
    rebuild_if_due({now_.irqs_pending, now_.halted});
    Record record;
    record.event =
        make_event(model::Event_kind::set_stack, {stack.seg, stack.esp, stack.pages, pin_failures(stack.esp, kills)});
    see_stack(stack, record);
    put_with_kills(std::move(record), kills, stack.dead_before, stack.dead_after);
}

void Translator::set_clockevent(const Set_clockevent& clock) {
    rebuild_if_due({clock.irqs_pending, now_.halted});
    Record record;
    record.event = make_event(model::Event_kind::set_clockevent, {clock.delta, 0, 0});
    record.before.see(word("irqs_pending"), clock.irqs_pending);
    leave_out_deadline(clock, record);
    now_.timer_armed = clock.delta != 0;
    output_.put(std::move(record));
}

void Translator::check_vector(const Check_vector& check) {
    if (now_.initialised && check.vector != now_.syscall_vector) {
        inject_word(data_page::syscall_vector, check.vector);
        now_.syscall_vector = check.vector;
    }
    Record record;
    record.event = make_event(check_syscall_vector);
    record.after.see(word("result"), check.ok ? 1 : 0);
    output_.put(std::move(record));
}

} // namespace trapspec::traces::lguest
