// The part of Translator that deals with interrupts, the clock, kills, what the Guest reports itself, and gaps.
#include <algorithm>

#include <fmt/format.h>

#include "traces/import/lguest_reason.hpp"
#include "traces/import/lguest_translator.hpp"

namespace trapspec::traces::lguest {

namespace {

using enum model::Event_kind;

bool is_outside(const Kill& kill) {
    return kill.foreign || read_reason(kill.reason).reason == model::Reason::outside;
}

} // namespace

void Translator::put_with_kills(Record record, const Kills& kills, bool dead_before, bool dead_after) {
    const bool outside = std::any_of(kills.begin(), kills.end(), is_outside);
    const auto put_outside = [&] {
        for (const Kill& kill : kills) {
            if (is_outside(kill)) {
                loose_kill(kill);
            }
        }
    };
    if (dead_before) {
        put_outside();
    }
    const bool dies_apart = outside && !dead_before; // the kill_outside that follows does it
    record.after.see(word("dead"), dead_after && !dies_apart ? 1 : 0);
    for (const Kill& kill : kills) {
        if (!is_outside(kill)) {
            const Kill_reason read = read_reason(kill.reason);
            record.after.see(word("reason"), static_cast<std::uint64_t>(read.reason));
            record.after.see(word("reason_0"), read.numbers[0]);
            record.after.see(word("reason_1"), read.numbers[1]);
            record.after.see(word("reason_2"), read.numbers[2]);
            record.note = kill.reason;
            break; // the Host keeps the first
        }
    }
    output_.put(std::move(record));
    now_.dead = dead_after;
    if (dies_apart) {
        put_outside();
    }
}

void Translator::loose_kill(const Kill& kill) {
    Record record;
    record.event = make_event(kill_outside);
    record.note = kill.reason;
    record.after.see(word("dead"), 1);
    record.after.see(word("reason"), static_cast<std::uint64_t>(model::Reason::outside));
    record.uncompared.push_back({"reason", "the Host's reason is outside the rules"});
    output_.put(std::move(record));
    now_.dead = true;
}

void Translator::set_interrupt(const Set_interrupt& set) {
    rebuild_if_due({set.irqs_pending, set.halted});
    Record record;
    record.event = make_event(model::Event_kind::set_interrupt, {set.irq, set.woke_task ? 1U : 0U});
    record.before.see(word("irqs_pending"), set.irqs_pending);
    record.before.see(word("halted"), set.halted ? 1 : 0);
    record.after.see(word("irqs_pending"), set.irqs_pending_after);
    now_.irqs_pending = set.irqs_pending_after;
    output_.put(std::move(record));
}

void Translator::clock(const Set_interrupt& set) {
    rebuild_if_due({set.irqs_pending, set.halted});
    if (!now_.timer_armed) { // armed before a gap, or cancelled by the very call in which it expired
        set_interrupt(set);
        return;
    }
    Record record;
    record.event = make_event(clock_expires, {set.woke_task ? 1U : 0U});
    record.before.see(word("irqs_pending"), set.irqs_pending);
    record.before.see(word("halted"), set.halted ? 1 : 0);
    record.after.see(word("irqs_pending"), set.irqs_pending_after);
    now_.irqs_pending = set.irqs_pending_after;
    now_.timer_armed = false;
    output_.put(std::move(record));
}

void Translator::handler_entry(const Handler_report& report) {
    rebuild_if_due({now_.irqs_pending, now_.halted});
    if (!report.entry.reflected && (now_.esp1 != now_.tss_esp1 || now_.ss1 != now_.tss_ss1)) {
        enter({}); // it has run since; not every entry is recorded
    }
    Record record;
    record.event = make_event(observe);
    if (report.entry.reflected && report.reflected_by < after_gap_) {
        record.uncompared.push_back({"handler_entry", "the delivery is not in the recording"});
    } else {
        record.after.handler_entry = report.entry;
    }
    output_.put(std::move(record));
}

void Translator::trimmed(const Trimmed& trimmed) {
    trimmed_ = trimmed;
    after_gap_ = trimmed.to + 1;
}

/// Brings a new Guest to the state that the records before and after the gap tell.
void Translator::rebuild_if_due(const Hints& hints) {
    if (!trimmed_) {
        return;
    }
    const Trimmed gap = *trimmed_;
    const Now old = now_;
    ++output_.summary.rebuilds;
    start_guest({.pfn_limit = old.pfn_limit}, "");
    Record& start = output_.queue.back();
    start.note = fmt::format("records {}..{} trimmed: state rebuilt", gap.from, gap.to);
    start.uncompared.push_back({"trimmed", "records were taken out of the recording"});
    ++output_.summary.uncompared["trimmed: records were taken out of the recording"];
    default_handlers();
    if (old.initialised) {
        Guest_init init{old.data_address,
            true,
            old.pfn_limit,
            old.noirq_start,
            old.noirq_end,
            old.kernel_address,
            old.syscall_vector,
            0,
            0,
            false};
        inject_init(init);
        now_.initialised = true;
        output_.put(make_event(model::Event_kind::hypercall, {1, old.data_address}));
        now_.noirq_start = old.noirq_start;
        now_.noirq_end = old.noirq_end;
        now_.kernel_address = old.kernel_address;
        now_.syscall_vector = old.syscall_vector;
    }
    for (std::uint32_t n = 0; n < vectors; ++n) {
        if (old.gates[n].b != 0) {
            output_.put(make_event(load_idt_entry, {n, old.gates[n].a, old.gates[n].b}));
        }
    }
    now_.gates = old.gates;
    now_.esp1 = hints.delivery != nullptr ? hints.delivery->esp1 : old.esp1;
    now_.ss1 = hints.delivery != nullptr ? hints.delivery->ss1 : old.ss1;
    now_.stack_pages = old.stack_pages;
    if (now_.ss1 != 0) {
        output_.put(make_event(model::Event_kind::set_stack, {now_.ss1, now_.esp1, now_.stack_pages, 0}));
    }
    now_.ts = hints.ts.value_or(old.ts);
    if (now_.ts) {
        output_.put(make_event(model::Event_kind::hypercall, {8, 1}));
    }
    now_.irqs_pending = hints.irqs_pending;
    for (std::uint32_t irq = 0; irq < 32; ++irq) {
        if ((hints.irqs_pending >> irq & 1) != 0) {
            output_.put(make_event(model::Event_kind::set_interrupt, {irq, 0}));
        }
    }
    now_.halted = hints.halted;
    if (now_.halted) {
        output_.put(make_event(model::Event_kind::hypercall, {10}));
    }
    enter({});
}

} // namespace trapspec::traces::lguest
