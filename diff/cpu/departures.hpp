// Where an emulator is known not to do what the Intel SDM says. A departure is not an excuse for a difference: it says
// what the emulator does instead, and its answer must be exactly that.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

#include "diff/metal/machine.hpp"

namespace trapspec::diff::cpu {

enum class Departure : std::uint8_t {
    no_rf_for_faults,
    rf_survives,
    no_ext,
    no_code_limit,
    no_stack_limit,
    absent_stack_is_ts,
    wide_offset_of_narrow_gate,
    icebp_is_ud,
    sti_loses_step,
    no_vif_vip,
    frame_as_supervisor,
    virtual_8086_from_any_ring,
    no_rf_to_virtual_8086,
    frame_popped_upwards,
    absent_stack_is_np,
    virtual_8086_to_any_ring,
    virtual_8086_eip_cut,
    virtual_8086_eip_unchecked,
    ss_popped_as_half_word,
    double_fault_sets_rf,
    limit_word_by_word,
    tss_read_before_ring_is_refused,
    tail_beyond_code_limit,
    tss_by_eight_bytes,
    high_half_of_old_esp,
    count,
};

inline constexpr std::size_t departure_count = static_cast<std::size_t>(Departure::count);

/// A set of departures.
class Departures {
public:
    constexpr Departures() = default;

    constexpr void add(Departure departure) { bits_ |= bit(departure); }
    constexpr void remove(Departure departure) { bits_ &= ~bit(departure); }
    constexpr void remove(Departures others) { bits_ &= ~others.bits_; }
    [[nodiscard]] constexpr bool has(Departure departure) const { return (bits_ & bit(departure)) != 0; }
    [[nodiscard]] constexpr bool has_any(Departures others) const { return (bits_ & others.bits_) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    /// Of these, both have the same.
    [[nodiscard]] constexpr bool agrees_on(Departures these, Departures other) const {
        return ((bits_ ^ other.bits_) & these.bits_) == 0;
    }
    [[nodiscard]] constexpr bool is_single() const { return std::has_single_bit(bits_); }
    friend constexpr bool operator==(Departures, Departures) = default;

private:
    static constexpr std::uint32_t bit(Departure departure) { return 1U << static_cast<unsigned>(departure); }
    std::uint32_t bits_ = 0;
};

/// A release, such as 7.2.
struct Release {
    unsigned major = 0;
    unsigned minor = 0;
    friend constexpr auto operator<=>(const Release&, const Release&) = default;
};

/// Releases of a machine, both ends included; none: 0.0 to 0.0.
struct Range {
    metal::Machine machine{};
    Release first, last;
};

struct Departure_info {
    Departure departure;
    std::string_view name;
    std::string_view rule; ///< of model/arch
    std::array<Range, 2> where;
    std::string_view instead; ///< what the emulator does
    bool sometimes = false;   ///< or what the rule says, by what ran before
};

[[nodiscard]] const std::array<Departure_info, departure_count>& departure_table();
[[nodiscard]] const Departure_info& info(Departure departure);

/// Those that show only sometimes.
[[nodiscard]] Departures occasional_departures();

/// The release in an emulator's own words about its version.
[[nodiscard]] std::optional<Release> release_in(std::string_view version);
/// What is known of a machine of this release. Of one that the table does not know: nothing, so that it shows.
[[nodiscard]] Departures known_departures(metal::Machine machine, std::optional<Release> release);

} // namespace trapspec::diff::cpu
