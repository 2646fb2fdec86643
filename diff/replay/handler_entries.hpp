// What the Guest's handlers report of their own start, held against what the Host and the CPU do.
//
// Of a reflected event everything is known: the model and the implementation delivered it, and the CPU returns into the
// Guest by A-IRET. An event that the CPU delivered without the Host is read off the report as far as nothing else tells
// it: FORMAT.md, "A handler's report", says what is then compared and what is taken from it.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "diff/replay/holding.hpp"
#include "diff/replay/observed.hpp"
#include "diff/replay/readings.hpp"

namespace trapspec::diff {

class Handler_entries {
public:
    /// `counts_down_physically`: R-PUSH-2 as the real Host has it.
    Handler_entries(traces::Cpu cpu, bool counts_down_physically)
        : cpu_(cpu), counts_down_physically_(counts_down_physically) {}

    /// A new Guest: no handler of the old one will report.
    void forget() { delivered_.clear(); }

    /// Just after an event in which the Host pushed a frame of so many words. `implementation` may have no system.
    void note_delivery(const Side& model, const Side& implementation, std::size_t frame_words);

    /// Differences name the model's and the implementation's values, if there is one.
    [[nodiscard]] Report_comparison compare(
        const traces::Handler_entry& report, const Side& model, const Side& implementation);

private:
    /// What one side expects of a report.
    struct Expected {
        Handler_start start;
        std::optional<std::uint32_t> irq_enabled;
    };
    /// A delivery of the Host whose handler has not reported yet.
    struct Delivery {
        std::array<std::uint64_t, traces::vectors> gates; ///< the Guest's, at that time
        std::uint32_t eip;                                ///< the handler's
        std::size_t frame_words;
        Expected model;
        std::optional<Expected> implementation;

        [[nodiscard]] bool leads_to(std::uint32_t vector) const; ///< that vector's gate leads to the same handler
        [[nodiscard]] std::uint32_t vector() const;              ///< the first of them; 256: none
    };

    [[nodiscard]] static Expected expect(const Side& side, std::size_t frame_words);
    [[nodiscard]] Report_comparison compare_reflected(const traces::Handler_entry& report);
    [[nodiscard]] Holding hold_against_cpu(const traces::Handler_entry& report,
        const Reading& reading,
        const Side& model,
        const Side& implementation,
        const Both_tables& tables) const;
    [[nodiscard]] Report_comparison compare_direct(
        const traces::Handler_entry& report, const Side& model, const Side& implementation) const;

    traces::Cpu cpu_;
    bool counts_down_physically_;
    std::vector<Delivery> delivered_;
};

} // namespace trapspec::diff
