// A capture writes the record of a call where the call ends, the call that led to it before, and everything that
// happened inside (kills, the clock) in between. This class puts together again what belongs together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "traces/import/lguest_translator.hpp"

namespace trapspec::traces::lguest {

/// A call of which more records may come.
struct Open_call {
    std::uint64_t seq = 0;
    std::optional<Whole_hypercall> hypercall;
    std::optional<Exit> exit;
    std::optional<Deliver_trap> delivery; ///< not delivered: the kill comes next
    bool awaits = false;                  ///< the record that ends the call has not come
    std::vector<Set_interrupt> clocks;
    Kills kills;
};

class Calls {
public:
    Calls(Translator& translator, Output& output) : translator_(translator), output_(output) {}

    void take(const Raw_record& record, std::string_view tag);

    /// No record follows.
    void finish();

private:
    void take_body(const Host&) {}
    void take_body(const Guest_start& start);
    void take_body(const Guest_init& init);
    void take_body(const Check_vector& check);
    void take_body(const Default_handlers&);
    void take_body(const Load_entry& load);
    void take_body(const Set_stack& stack);
    void take_body(const Table_copied& copied);
    void take_body(const Deliver_trap& delivery);
    void take_body(const Try_deliver& attempt);
    void take_body(const Set_interrupt& set);
    void take_body(const Timer_fire&);
    void take_body(const Set_clockevent& clock);
    void take_body(const Hypercall& call);
    void take_body(const Exit& exit);
    void take_body(const Kill& kill);
    void take_body(const Handler_report& report);
    void take_body(const Trimmed& trimmed);

    [[nodiscard]] bool awaits_call(std::uint32_t number) const;
    template <class Part>
    void complete(std::optional<Part> Whole_hypercall::*part, const Part& value);
    void close();
    void close_trap();
    void settle();
    [[nodiscard]] Kills take_kills();
    void set_origin(std::uint64_t first, std::uint64_t last);

    Translator& translator_;
    Output& output_;
    std::optional<Open_call> open_;
    Kills loose_;                             ///< kills that may belong to a call whose record is still to come
    std::optional<Set_interrupt> held_clock_; ///< the clock interrupt just before: perhaps inside the next call
    std::uint64_t held_clock_seq_ = 0;
    bool timer_fired_ = false;
    std::uint64_t seq_ = 0;
    std::string tag_;
};

} // namespace trapspec::traces::lguest
