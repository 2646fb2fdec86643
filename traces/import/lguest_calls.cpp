#include "traces/import/lguest_calls.hpp"

#include <utility>
#include <variant>

#include "traces/import/lguest_clock.hpp"

namespace trapspec::traces::lguest {

namespace {

enum Call : std::uint32_t { call_init = 1, call_load_entry = 6, call_set_stack = 7, call_set_clockevent = 9 };

/// Whether a later record completes the record of this hypercall.
bool has_own_record(std::uint32_t call) {
    return call == call_init || call == call_load_entry || call == call_set_stack || call == call_set_clockevent;
}

} // namespace

void Calls::take(const Raw_record& record, std::string_view tag) {
    seq_ = record.seq;
    tag_ = tag;
    std::visit([&](const auto& body) { take_body(body); }, record.body);
}

void Calls::finish() {
    settle();
}

Kills Calls::take_kills() {
    return std::exchange(loose_, {});
}

bool Calls::awaits_call(std::uint32_t number) const {
    return open_ && open_->awaits && open_->hypercall && open_->hypercall->call.call == number;
}

void Calls::take_body(const Guest_start& start) {
    settle();
    translator_.start_guest(start, tag_);
}

void Calls::take_body(const Default_handlers&) {
    settle();
    translator_.default_handlers();
}

void Calls::take_body(const Table_copied& copied) {
    settle();
    translator_.table_copied(copied);
}

void Calls::take_body(const Hypercall& call) {
    settle();
    open_.emplace();
    open_->seq = seq_;
    open_->hypercall.emplace();
    open_->hypercall->call = call;
    open_->awaits = has_own_record(call.call);
}

void Calls::take_body(const Exit& exit) {
    settle();
    open_.emplace();
    open_->seq = seq_;
    open_->exit = exit;
    open_->awaits = exit.reflected;
}

template <class Part>
void Calls::complete(std::optional<Part> Whole_hypercall::*part, const Part& value) {
    (*open_->hypercall).*part = value;
    close();
}

void Calls::take_body(const Check_vector& check) {
    if (awaits_call(call_init)) {
        open_->hypercall->check = check;
        return;
    }
    settle();
    translator_.check_vector(check);
}

void Calls::take_body(const Guest_init& init) {
    if (awaits_call(call_init)) {
        complete(&Whole_hypercall::init, init);
        return;
    }
    settle();
    Whole_hypercall whole;
    whole.call.call = call_init;
    whole.call.arguments[0] = init.data_address;
    whole.init = init;
    translator_.hypercall(whole, {});
}

void Calls::take_body(const Load_entry& load) {
    if (awaits_call(call_load_entry)) {
        complete(&Whole_hypercall::load, load);
        return;
    }
    const Kills kills = take_kills();
    settle();
    translator_.load_entry(load, kills);
}

void Calls::take_body(const Set_stack& stack) {
    if (awaits_call(call_set_stack)) {
        complete(&Whole_hypercall::stack, stack);
        return;
    }
    const Kills kills = take_kills();
    settle();
    translator_.set_stack(stack, kills);
}

void Calls::take_body(const Set_clockevent& clock) {
    if (awaits_call(call_set_clockevent)) {
        complete(&Whole_hypercall::clock, clock);
        return;
    }
    settle();
    translator_.set_clockevent(clock);
}

void Calls::take_body(const Deliver_trap& delivery) {
    if (!(open_ && open_->exit && open_->awaits)) {
        const Kills kills = take_kills();
        settle();
        open_.emplace();
        open_->seq = seq_;
        open_->kills = kills;
    }
    open_->delivery = delivery;
    open_->awaits = !delivery.delivered && !delivery.dead_before;
    if (!open_->awaits) {
        close();
    }
}

void Calls::take_body(const Try_deliver& attempt) {
    // A kill that stands before the record of this call happened inside it, if the Guest was alive when it began.
    const Kills kills = attempt.dead_before ? Kills{} : take_kills();
    const auto [moment, places] = held_clock_ ? place_clock(*held_clock_, attempt) : Clock_place{};
    std::optional<Set_interrupt> clock;
    if (moment != Moment::before) {
        clock = std::exchange(held_clock_, std::nullopt);
        ++output_.summary.clocks_inside_calls;
    }
    const auto put_clock = [&] {
        set_origin(held_clock_seq_, held_clock_seq_);
        translator_.clock(*clock);
        set_origin(seq_, seq_);
    };
    settle();
    translator_.interrupt_pending(attempt, places);
    if (moment == Moment::between) {
        put_clock();
    }
    translator_.try_deliver(attempt, places, kills);
    if (moment == Moment::after) {
        put_clock();
    }
}

void Calls::take_body(const Timer_fire&) {
    timer_fired_ = true;
}

void Calls::take_body(const Set_interrupt& set) {
    const bool clock = std::exchange(timer_fired_, false) && set.irq == 0 && set.from_hardirq;
    if (clock && open_ && open_->awaits) {
        open_->clocks.push_back(set);
        return;
    }
    settle();
    if (clock) {
        held_clock_ = set;
        held_clock_seq_ = seq_;
    } else {
        translator_.set_interrupt(set);
    }
}

void Calls::take_body(const Kill& kill) {
    if (!(open_ && open_->awaits)) {
        loose_.push_back(kill);
        return;
    }
    open_->kills.push_back(kill);
    if (open_->delivery) { // the kill that a trap without a gate ends with
        close();
    }
}

void Calls::take_body(const Handler_report& report) {
    settle();
    translator_.handler_entry(report);
}

void Calls::take_body(const Trimmed& trimmed) {
    if (open_ && open_->exit && !open_->delivery) {
        const Exit exit = *open_->exit;
        open_.reset();
        settle();
        translator_.unfinished_exit(exit);
    }
    settle();
    translator_.trimmed(trimmed);
}

} // namespace trapspec::traces::lguest
