#include "diff/cpu/departures.hpp"

#include <charconv>

namespace trapspec::diff::cpu {

namespace {

// The releases on which each was measured.
constexpr Range qemu{metal::Machine::qemu, {7, 2}, {7, 2}}, bochs{metal::Machine::bochs, {2, 7}, {2, 7}};
constexpr std::array<Range, 2> on_qemu{qemu}, on_bochs{bochs}, on_both{qemu, bochs};

constexpr std::array<Departure_info, departure_count> table{{
    {Departure::no_rf_for_faults, "no-rf-for-faults", "A-EVT-4", on_qemu, "a fault pushes RF as it was"},
    {Departure::rf_survives,
        "rf-survives",
        "A-EVT-4",
        on_qemu,
        "an instruction that was done leaves RF set, and INT n, INT3, INTO and INT1 push it"},
    {Departure::no_ext, "no-ext", "A-EVT-2", on_qemu, "EXT is clear in every error code"},
    {Departure::no_code_limit, "no-code-limit", "A-ENTER-1", on_qemu, "code runs beyond the limit of its segment"},
    {Departure::no_stack_limit,
        "no-stack-limit",
        "A-STK-2",
        on_qemu,
        "a frame is pushed, or popped, beyond the limit of its segment"},
    {Departure::absent_stack_is_ts,
        "absent-stack-is-ts",
        "A-SS-1",
        on_qemu,
        "a new stack segment that is not present is #TS, not #SS"},
    {Departure::wide_offset_of_narrow_gate,
        "wide-offset-of-narrow-gate",
        "A-ENTER-1",
        on_qemu,
        "a 16-bit gate has an offset of 32 bits"},
    {Departure::icebp_is_ud, "icebp-is-ud", "A-GATE-1", on_qemu, "INT1 is an invalid opcode"},
    {Departure::sti_loses_step,
        "sti-loses-step",
        "A-EVT-4",
        on_qemu,
        "there is no single-step trap after STI, only after the instruction behind it"},
    {Departure::no_vif_vip, "no-vif-vip", "A-IRET-3", on_qemu, "iret leaves VIF and VIP alone"},
    {Departure::frame_as_supervisor,
        "frame-as-supervisor",
        "A-PAGE-1",
        on_qemu,
        "ring 3 pushes its own frame, and pops it, as a supervisor would"},
    {Departure::virtual_8086_from_any_ring,
        "virtual-8086-from-any-ring",
        "A-IRET-2",
        on_qemu,
        "an iret with VM in its frame goes to virtual-8086 mode from every ring, and takes all flags"},
    {Departure::no_rf_to_virtual_8086,
        "no-rf-to-virtual-8086",
        "A-IRET-7",
        on_qemu,
        "an iret to virtual-8086 mode leaves RF alone"},
    {Departure::frame_popped_upwards,
        "frame-popped-upwards",
        "A-IRET-2",
        on_qemu,
        "iret reads its frame from the lowest word up"},
    {Departure::absent_stack_is_np,
        "absent-stack-is-np",
        "A-IRET-5",
        on_both,
        "an iret to a stack segment that is not present is #NP, not #SS"},
    {Departure::virtual_8086_to_any_ring,
        "virtual-8086-to-any-ring",
        "A-CS-1",
        on_qemu,
        "a handler in ring 1 or 2 is entered from virtual-8086 mode, as one in ring 0 would be"},
    {Departure::virtual_8086_eip_cut,
        "virtual-8086-eip-cut",
        "A-IRET-7",
        on_both,
        "an iret to virtual-8086 mode takes the low half of eip, whatever the high one"},
    {Departure::virtual_8086_eip_unchecked,
        "virtual-8086-eip-unchecked",
        "A-IRET-8",
        on_both,
        "an iret within virtual-8086 mode takes an eip above 0xFFFF"},
    {Departure::ss_popped_as_half_word,
        "ss-popped-as-half-word",
        "A-IRET-5",
        on_bochs,
        "of the word that holds ss only the low half must be there"},
    {Departure::double_fault_sets_rf, "double-fault-sets-rf", "A-EVT-4", on_bochs, "a double fault pushes RF set"},
    {Departure::limit_word_by_word,
        "limit-word-by-word",
        "A-STK-2",
        on_bochs,
        "words of a frame that are within the limit are pushed, and meet their page, before one that is not is #SS"},
    {Departure::tss_read_before_ring_is_refused,
        "tss-read-before-ring-is-refused",
        "A-CS-1",
        on_bochs,
        "a handler in ring 1 or 2 is refused to virtual-8086 mode only after its stack was read: #TS comes first"},
    {Departure::tail_beyond_code_limit,
        "tail-beyond-code-limit",
        "A-ENTER-1",
        on_bochs,
        "an instruction that ran before, under another limit, runs if its first byte is within the limit",
        true},
    {Departure::tss_by_eight_bytes,
        "tss-by-eight-bytes",
        "A-TSS-1",
        on_both,
        "the TSS must reach two bytes past ss0, ss1 or ss2, or it is #TS"},
    {Departure::high_half_of_old_esp,
        "high-half-of-old-esp",
        "A-ENTER-1",
        on_both,
        "on a new 16-bit stack the high half of esp is that of the old stack's"},
}};

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].departure) != i) {
            return false;
        }
    }
    return true;
}
static_assert(is_in_order());

} // namespace

const std::array<Departure_info, departure_count>& departure_table() {
    return table;
}

const Departure_info& info(Departure departure) {
    return table[static_cast<std::size_t>(departure)];
}

std::optional<Release> release_in(std::string_view version) {
    const char* const end = version.data() + version.size();
    for (const char* at = version.data(); at != end; ++at) {
        Release release;
        const auto major = std::from_chars(at, end, release.major);
        if (major.ec == std::errc{} && major.ptr != end && *major.ptr == '.' &&
            std::from_chars(major.ptr + 1, end, release.minor).ec == std::errc{}) {
            return release;
        }
    }
    return std::nullopt;
}

Departures occasional_departures() {
    Departures occasional;
    for (const Departure_info& each : table) {
        if (each.sometimes) {
            occasional.add(each.departure);
        }
    }
    return occasional;
}

Departures known_departures(metal::Machine machine, std::optional<Release> release) {
    Departures known;
    for (const Departure_info& each : table) {
        for (const Range& range : each.where) {
            if (range.machine == machine && release && range.first <= *release && *release <= range.last) {
                known.add(each.departure);
            }
        }
    }
    return known;
}

} // namespace trapspec::diff::cpu
