// The part of Calls that hands over what is complete.
#include <utility>

#include <fmt/format.h>

#include "traces/import/lguest_calls.hpp"

namespace trapspec::traces::lguest {

void Calls::set_origin(std::uint64_t first, std::uint64_t last) {
    output_.from(first == last ? fmt::format("seq {}", first) : fmt::format("seq {}..{}", first, last));
}

void Calls::close_trap() {
    Open_call call = std::move(*std::exchange(open_, std::nullopt));
    const Exit* const exit = call.exit ? &*call.exit : nullptr;
    const Deliver_trap* const delivery = call.delivery ? &*call.delivery : nullptr;
    const auto put_clocks = [&] {
        for (const Set_interrupt& clock : call.clocks) {
            ++output_.summary.clocks_inside_calls;
            translator_.clock(clock);
        }
    };
    // The pending map is read at one moment of the call: the clock comes on the side of it that the map tells.
    const bool clocks_first = delivery == nullptr || (delivery->irqs_pending & 1) != 0;
    if (clocks_first) {
        put_clocks();
    }
    translator_.trap(exit, delivery, call.kills);
    if (!clocks_first) {
        put_clocks();
    }
}

/// What is open has all its records.
void Calls::close() {
    if (!open_) {
        return;
    }
    set_origin(open_->seq, seq_);
    if (open_->exit || open_->delivery) {
        close_trap();
        return;
    }
    Open_call call = std::move(*std::exchange(open_, std::nullopt));
    call.hypercall->clock_inside = !call.clocks.empty();
    translator_.hypercall(*call.hypercall, call.kills);
    for (const Set_interrupt& clock : call.clocks) {
        ++output_.summary.clocks_inside_calls;
        translator_.clock(clock);
    }
}

/// A record has come that has nothing to do with what stands open.
void Calls::settle() {
    if (open_) {
        for (Kill& kill : loose_) {
            open_->kills.push_back(std::move(kill));
        }
        loose_.clear();
        const std::uint64_t now = std::exchange(seq_, open_->seq);
        close();
        seq_ = now;
    }
    if (held_clock_) {
        set_origin(held_clock_seq_, held_clock_seq_);
        translator_.clock(*std::exchange(held_clock_, std::nullopt));
    }
    for (const Kill& kill : take_kills()) {
        set_origin(seq_, seq_);
        translator_.loose_kill(kill);
    }
    set_origin(seq_, seq_);
}

} // namespace trapspec::traces::lguest
