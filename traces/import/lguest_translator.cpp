#include "traces/import/lguest_translator.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "traces/import/data_page.hpp"

namespace trapspec::traces::lguest {

namespace {

using enum model::Event_kind;

constexpr std::uint32_t no_trap_yet = 256;
constexpr std::uint32_t most_pages = 0x4010; ///< of memory that a replay must provide

/// The rule's arm that says what the record says.
std::string_view fired_arm(std::string_view outcome) {
    if (outcome == "in_noirq_range") {
        return "irq_2_noirq_window";
    }
    if (outcome == "masked_set_irq_pending") {
        return "irq_2_masked";
    }
    return outcome == "no_handler" ? "irq_2_no_handler" : "irq_2_delivered";
}

void see_shared(const Shared& shared, std::uint32_t data_address, Observation& seen) {
    if (shared.readable) {
        seen.memory.push_back({data_address + data_page::irq_enabled, shared.irq_enabled});
        seen.memory.push_back({data_address + data_page::blocked_interrupts, shared.blocked_interrupts});
        seen.memory.push_back({data_address + data_page::irq_pending, shared.irq_pending});
    }
}

} // namespace

std::uint32_t mapped_pages(std::uint32_t pfn_limit) {
    return std::min(pfn_limit, most_pages);
}

void Translator::start_guest(const Guest_start& start, std::string_view tag) {
    now_ = {};
    now_.pfn_limit = start.pfn_limit;
    now_.registers[trapnum_register] = no_trap_yet;
    const std::uint32_t mapped = mapped_pages(start.pfn_limit);
    tables_.reset(mapped);
    trimmed_.reset();
    Record record;
    record.event = make_event(model::Event_kind::start_guest, {start.pfn_limit, mapped});
    record.note = tag;
    output_.put(std::move(record));
}

void Translator::default_handlers() {
    output_.put(make_event(setup_default_idt_entries));
}

void Translator::table_copied(const Table_copied& copied) {
    Record record;
    record.before.see(word("changed"), copied.changed);
    record.after.idt = copied.entries;
    record.after.idt_fnv1a = copied.fnv1a;
    enter(std::move(record));
}

void Translator::enter(Record record) {
    record.event = make_event(enter_guest, {0});
    output_.put(std::move(record));
    now_.registers[trapnum_register] = no_trap_yet;
    now_.tss_esp1 = now_.esp1;
    now_.tss_ss1 = now_.ss1;
}

void Translator::see_before(const Delivery& delivery, Observation& before) const {
    before.see(word("esp1"), delivery.esp1);
    before.see(word("ss1"), delivery.ss1);
    before.see(word("halted"), delivery.halted ? 1 : 0);
    before.see(word("initialised"), delivery.shared_before.readable ? 1 : 0);
    before.see(word("dead"), delivery.dead_before ? 1 : 0);
}

void Translator::see_after(const Delivery& delivery, Record& record) {
    for (std::size_t i = 0; i < register_count; ++i) {
        record.after.see(i, delivery.registers_after[i]);
    }
    see_shared(delivery.shared_after, now_.data_address, record.after);
    if (delivery.frame) {
        see_frame(*delivery.frame, record);
    }
}

void Translator::see_frame(const Frame& frame, Record& record) {
    bool whole = true;
    for (std::uint32_t i = 0; i < frame.words.size(); ++i) {
        whole = whole && frame.words[i].has_value();
        if (frame.words[i]) {
            record.after.memory.push_back({frame.physical_after + 4 * i, *frame.words[i]});
        }
    }
    if (!whole) {
        record.uncompared.push_back({"words_low_to_high", "the recorder could not read all of the frame back"});
    }
}

void Translator::take_over(const Delivery& delivery) {
    now_.registers = delivery.registers_after;
    if (delivery.shared_after.readable) {
        now_.shared = delivery.shared_after;
    }
    now_.dead = delivery.dead_after;
}

void Translator::trap(const Exit* exit, const Deliver_trap* delivery, const Kills& kills) {
    std::array<std::uint32_t, 7> words{};
    if (exit != nullptr) {
        words = exit->words;
    } else {
        std::copy_n(delivery->registers_before.begin() + trapnum_register, words.size(), words.begin());
    }
    const bool ts = exit != nullptr ? exit->ts : delivery->ts;
    Record record;
    if (delivery != nullptr) {
        rebuild_if_due({delivery->irqs_pending, delivery->halted, delivery, ts});
        inject_shared(delivery->shared_before);
        inject_tables(*delivery, kills, record);
        inject_registers(delivery->registers_before, true);
        see_before(*delivery, record.before);
        record.before.see(word("irqs_pending"), delivery->irqs_pending);
        if (delivery->n < vectors) {
            record.before.gates.push_back(delivery->gate);
        }
    } else {
        rebuild_if_due({now_.irqs_pending, now_.halted, nullptr, ts});
    }
    record.before.see(word("ts"), ts ? 1 : 0);
    const bool reflected = delivery != nullptr;
    const std::uint32_t cr2 = exit != nullptr ? exit->cr2 : delivery->cr2;
    record.event = make_event(
        model::Event_kind::trap, {words[0], words[1], words[2], words[3], words[4], words[5], words[6], cr2, 0, 0});
    record.event.arguments[8] = !reflected && words[0] == 13 && words[1] == 0 ? 1 : 0;
    record.event.arguments[9] = !reflected && words[0] == 14 ? 1 : 0;
    record.after.see(word("reflected"), reflected && delivery->delivered ? 1 : 0);
    std::copy(words.begin(), words.end(), now_.registers.begin() + trapnum_register);
    if (delivery == nullptr) {
        put_with_kills(std::move(record), kills, now_.dead, now_.dead || !kills.empty());
        return;
    }
    see_after(*delivery, record);
    take_over(*delivery);
    // A trap that no gate takes kills right after the recorded function has returned.
    put_with_kills(std::move(record),
        kills,
        delivery->dead_before,
        delivery->dead_after || (!delivery->delivered && !kills.empty()));
}

void Translator::unfinished_exit(const Exit& exit) {
    Record record;
    record.event = make_event(observe);
    record.uncompared.push_back({"exit", "the record that says how it ended was trimmed away"});
    record.note = fmt::format("exit with trapnum {:#x}", exit.words[0]);
    output_.put(std::move(record));
}

void Translator::interrupt_pending(const Try_deliver& attempt, Map_places places) {
    rebuild_if_due({attempt.irqs_pending, attempt.halted, &attempt});
    inject_shared(attempt.shared_before);
    Record record;
    record.event = make_event(model::Event_kind::interrupt_pending);
    if (places.before_question) {
        record.before.see(word("irqs_pending"), attempt.irqs_pending);
    }
    record.after.see(word("result"), attempt.irq);
    record.after.see(word("more"), attempt.more ? 1 : 0);
    output_.put(std::move(record));
}

void Translator::try_deliver(const Try_deliver& attempt, Map_places places, const Kills& kills) {
    Record record;
    inject_tables(attempt, kills, record);
    inject_registers(attempt.registers_before, false);
    const std::uint32_t more = attempt.more ? 1 : 0;
    record.event = make_event(try_deliver_interrupt, {attempt.irq, more, 0, 0});
    see_before(attempt, record.before);
    if (places.before_attempt) {
        record.before.see(word("irqs_pending"), attempt.irqs_pending);
    }
    record.before.see(word("noirq_start"), attempt.noirq_start);
    record.before.see(word("noirq_end"), attempt.noirq_end);
    record.before.gates.push_back(attempt.gate);
    see_after(attempt, record);
    if (places.after_attempt) {
        record.after.see(word("irqs_pending"), attempt.irqs_pending_after);
    }
    record.after.see(word("halted"), attempt.halted_after ? 1 : 0);
    const std::string_view arm = fired_arm(attempt.outcome);
    record.after.fired.emplace_back(arm);
    if (arm == "irq_2_delivered" || arm == "irq_2_no_handler") {
        record.uncompared.push_back({"lguest_data.time", "the time written is not in the recording"});
    }
    take_over(attempt);
    now_.irqs_pending = attempt.irqs_pending_after;
    now_.halted = attempt.halted_after;
    put_with_kills(std::move(record), kills, attempt.dead_before, attempt.dead_after);
}

} // namespace trapspec::traces::lguest
