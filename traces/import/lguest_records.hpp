// The records of a captured lguest run, as the capture gives them. Field by field in FORMAT.md, "Captured lguest
// traces".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "traces/json_line.hpp"
#include "traces/trace.hpp"

namespace trapspec::traces::lguest {

/// The saved register block, in the order of model/state/registers.hpp.
inline constexpr std::size_t register_count = 18;
inline constexpr std::size_t trapnum_register = 11; ///< the first of the seven words that an exit gives
using Registers = std::array<std::uint32_t, register_count>;

/// The words of lguest_data that the Guest and the Host both change.
struct Shared {
    bool readable = false;
    std::uint32_t irq_enabled = 0;
    std::uint32_t irq_pending = 0;
    std::uint32_t blocked_interrupts = 0;
};

/// What was pushed, and where.
struct Frame {
    std::uint32_t virtual_top = 0;
    std::uint32_t physical_top = 0; ///< 0xffffffff: the directory entry was not present
    std::uint32_t physical_after = 0;
    std::vector<std::optional<std::uint32_t>> words; ///< low to high; nothing: could not be read back
};

/// What deliver_trap and try_deliver_interrupt have in common.
struct Delivery {
    Gate gate;
    std::uint32_t esp1 = 0;
    std::uint32_t ss1 = 0;
    std::uint32_t irqs_pending = 0;
    bool halted = false;
    bool dead_before = false;
    bool dead_after = false;
    Shared shared_before;
    Shared shared_after;
    Registers registers_before{};
    Registers registers_after{};
    std::optional<Frame> frame;
};

struct Host {};
struct Guest_start {
    std::uint32_t pfn_limit = 0;
};
struct Guest_init {
    std::uint32_t data_address = 0;
    bool known = false; ///< the Host has accepted the address
    std::uint32_t pfn_limit = 0, noirq_start = 0, noirq_end = 0, kernel_address = 0, syscall_vector = 0;
    std::uint32_t irq_enabled = 0, blocked_interrupts = 0;
    bool dead = false;
};
struct Check_vector {
    std::uint32_t vector = 0;
    bool ok = false;
};
struct Default_handlers {
    std::array<std::uint32_t, vectors> handlers{};
};
struct Load_entry {
    std::uint32_t n = 0, a = 0, b = 0;
    Gate before, after;
    std::uint32_t changed_before = 0, changed_after = 0;
    bool dead_before = false, dead_after = false;
};
struct Set_stack {
    std::uint32_t seg = 0, esp = 0, pages = 0;
    std::uint32_t ss1 = 0, esp1 = 0, stack_pages = 0;
    bool dead_before = false, dead_after = false;
};
struct Table_copied {
    std::uint32_t changed = 0;
    std::uint32_t fnv1a = 0;
    std::vector<Gate> entries;
};
struct Deliver_trap : Delivery {
    std::uint32_t n = 0;
    std::uint32_t cr2 = 0;
    bool ts = false;
    bool delivered = false;
};
struct Try_deliver : Delivery {
    std::uint32_t irq = 0;
    bool more = false;
    std::uint32_t noirq_start = 0, noirq_end = 0;
    std::string outcome;
    bool halted_after = false;
    std::uint32_t irqs_pending_after = 0;
};
struct Set_interrupt {
    std::uint32_t irq = 0;
    std::uint32_t irqs_pending = 0, irqs_pending_after = 0;
    bool halted = false, from_hardirq = false, woke_task = false;
};
struct Timer_fire {};
struct Set_clockevent {
    std::uint32_t delta = 0;
    std::uint32_t irqs_pending = 0;
};
struct Hypercall {
    std::uint32_t call = 0;
    std::array<std::uint32_t, 4> arguments{};
    std::string name;
    bool readable = false;
    std::uint32_t irq_enabled = 0, irqs_pending = 0;
    bool halted = false;
};
struct Exit {
    std::array<std::uint32_t, 7> words{}; ///< trapnum errcode eip cs eflags esp ss
    std::uint32_t cr2 = 0;
    bool ts = false;
    bool reflected = false;
};
struct Kill {
    std::string reason;
    bool foreign = false; ///< from a part of the call that the rules do not have, whatever the words
};
struct Handler_report {
    Handler_entry entry;
    std::uint64_t reflected_by = 0; ///< number of the record of the delivery, if there was one
};
struct Trimmed {
    std::uint64_t from = 0, to = 0, dropped = 0;
};

using Body = std::variant<Host,
    Guest_start,
    Guest_init,
    Check_vector,
    Default_handlers,
    Load_entry,
    Set_stack,
    Table_copied,
    Deliver_trap,
    Try_deliver,
    Set_interrupt,
    Timer_fire,
    Set_clockevent,
    Hypercall,
    Exit,
    Kill,
    Handler_report,
    Trimmed>;

struct Raw_record {
    std::uint64_t seq = 0;
    std::uint64_t guest = 0; ///< 0: the Host itself
    std::string kind;
    Body body;
};

/// One line of a capture after its header.
[[nodiscard]] Raw_record parse_raw_record(const Json_value& line);

} // namespace trapspec::traces::lguest
