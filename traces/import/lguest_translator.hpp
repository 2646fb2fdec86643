// Says one call of the Host, as recorded, in trace events: first what the Guest did since (its registers and memory are
// injected, when they differ from what the replay would have), then the call with everything that was seen of it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "traces/import/lguest_output.hpp"
#include "traces/import/lguest_records.hpp"
#include "traces/import/lguest_tables.hpp"

namespace trapspec::traces::lguest {

/// Everything recorded of one hypercall.
struct Whole_hypercall {
    Hypercall call;
    std::optional<Check_vector> check;
    std::optional<Guest_init> init;
    std::optional<Load_entry> load;
    std::optional<Set_stack> stack;
    std::optional<Set_clockevent> clock;
    bool clock_inside = false; ///< the clock interrupt fell inside the call
};

/// Where the two pending maps of a try_deliver_interrupt record can be compared.
struct Map_places {
    bool before_question = true; ///< the first one, before R-IRQ-1
    bool before_attempt = true;  ///< the first one, before R-IRQ-2
    bool after_attempt = true;   ///< the second one, after R-IRQ-2
};

using Kills = std::vector<Kill>;

class Translator {
public:
    explicit Translator(Output& output) : output_(output) {}

    void start_guest(const Guest_start& start, std::string_view tag);
    void default_handlers();
    void table_copied(const Table_copied& copied);
    void hypercall(const Whole_hypercall& whole, const Kills& kills);
    void load_entry(const Load_entry& load, const Kills& kills);
    void set_stack(const Set_stack& stack, const Kills& kills);
    void set_clockevent(const Set_clockevent& clock);
    void check_vector(const Check_vector& check);
    void trap(const Exit* exit, const Deliver_trap* delivery, const Kills& kills);
    void unfinished_exit(const Exit& exit);
    void interrupt_pending(const Try_deliver& attempt, Map_places places);
    void try_deliver(const Try_deliver& attempt, Map_places places, const Kills& kills);
    void set_interrupt(const Set_interrupt& set);
    void clock(const Set_interrupt& set);
    void handler_entry(const Handler_report& report);
    void loose_kill(const Kill& kill);
    void trimmed(const Trimmed& trimmed);

private:
    /// What the replay's state is at this point.
    struct Now {
        std::uint32_t pfn_limit = 0;
        Registers registers{};
        std::uint32_t irqs_pending = 0;
        std::uint32_t data_address = 0;
        std::uint32_t noirq_start = 0, noirq_end = 0, kernel_address = 0, syscall_vector = 0;
        std::uint32_t esp1 = 0, ss1 = 0, stack_pages = 0;
        std::uint32_t tss_esp1 = 0, tss_ss1 = 0; ///< as of the last entry of the Guest
        bool initialised = false, halted = false, ts = false, timer_armed = false, dead = false;
        Shared shared;
        std::array<Gate, vectors> gates{};
    };

    /// What a record says of the Host's state when a rebuild is due.
    struct Hints {
        std::uint32_t irqs_pending = 0;
        bool halted = false;
        const Delivery* delivery = nullptr;
        std::optional<bool> ts{};
    };

    void rebuild_if_due(const Hints& hints);
    void enter(Record record); ///< an entry of the Guest, with what was seen of it
    void inject_registers(const Registers& wanted, bool general_only);
    void inject_word(std::uint32_t offset, std::uint32_t value);
    void inject_shared(const Shared& shared);
    void inject_tables(const Delivery& delivery, const Kills& kills, Record& record);
    void inject_init(const Guest_init& init);
    void see_before(const Delivery& delivery, Observation& before) const;
    void see_after(const Delivery& delivery, Record& record);
    void see_frame(const Frame& frame, Record& record);
    void see_init(const Guest_init& init, Record& record);
    void see_load(const Load_entry& load, Record& record);
    void see_stack(const Set_stack& stack, Record& record);
    void take_over(const Delivery& delivery);

    /// Puts the record with the kills of its call: the rules' reasons are part of what was seen after it, others become
    /// kill_outside events, before it when the call was already made for a dead Guest, after it otherwise.
    void put_with_kills(Record record, const Kills& kills, bool dead_before, bool dead_after);

    Output& output_;
    Now now_;
    Scratch_tables tables_;
    std::optional<Trimmed> trimmed_;
    std::uint64_t after_gap_ = 0; ///< number of the first record after the last gap
};

/// How much memory a Guest with this limit gets in a replay.
[[nodiscard]] std::uint32_t mapped_pages(std::uint32_t pfn_limit);

} // namespace trapspec::traces::lguest
