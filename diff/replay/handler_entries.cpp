#include "diff/replay/handler_entries.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "diff/decode.hpp"
#include "model/lguest/gate.hpp"

namespace trapspec::diff {

namespace {

constexpr std::size_t most_delivered = 64; ///< deliveries whose handlers may still report
constexpr std::uint32_t no_vector = 256;

std::uint32_t word32(const Snapshot& snapshot, std::string_view name) {
    return static_cast<std::uint32_t>(word_of(snapshot, name));
}

std::uint32_t handler_of(std::uint64_t gate) {
    using D = model::Concrete;
    return static_cast<std::uint32_t>(model::handler(model::Gate<D>{model::Bits<D, 64>::of(gate)}).host());
}

/// The frame's words from the lowest on: those of the last `count` writes that go down word by word. Empty if there are
/// none.
std::vector<std::uint32_t> pushed_words(const Side& side, std::size_t count) {
    const std::size_t written = std::min(side.snapshot->write_count, wire::max_writes);
    const wire::Write* const writes = side.snapshot->writes;
    std::vector<std::uint32_t> words;
    for (std::size_t end = written; end >= count && words.empty() && count > 0; --end) {
        const wire::Write* const first = writes + (end - count);
        bool in_turn = true;
        for (std::size_t i = 0; i < count; ++i) {
            in_turn = in_turn && first[i].length == 4 && first[i].address == first[0].address - 4 * i;
        }
        for (std::size_t i = count; in_turn && i > 0; --i) {
            words.push_back(side.system->memory_word(first[i - 1].address));
        }
    }
    return words;
}

} // namespace

Handler_entries::Expected Handler_entries::expect(const Side& side, std::size_t frame_words) {
    const Snapshot& snapshot = *side.snapshot;
    Expected expected;
    expected.start = return_to_guest({word32(snapshot, "eip"),
        word32(snapshot, "cs"),
        word32(snapshot, "eflags"),
        word32(snapshot, "esp"),
        word32(snapshot, "ss")});
    expected.start.words = pushed_words(side, frame_words);
    if (word_of(snapshot, "initialised") != 0) {
        expected.irq_enabled = side.system->memory_word(word32(snapshot, "data_address"));
    }
    return expected;
}

bool Handler_entries::Delivery::leads_to(std::uint32_t vector) const {
    return handler_of(gates[vector]) == eip;
}

std::uint32_t Handler_entries::Delivery::vector() const {
    std::uint32_t vector = 0;
    while (vector < no_vector && !leads_to(vector)) {
        ++vector;
    }
    return vector;
}

void Handler_entries::note_delivery(const Side& model, const Side& implementation, std::size_t frame_words) {
    Delivery delivery{model.system->tables().gates,
        word32(*model.snapshot, "eip"),
        frame_words,
        expect(model, frame_words),
        std::nullopt};
    if (implementation.system != nullptr) {
        delivery.implementation = expect(implementation, frame_words);
    }
    if (delivered_.size() == most_delivered) {
        delivered_.erase(delivered_.begin());
    }
    delivered_.push_back(std::move(delivery));
}

Report_comparison Handler_entries::compare(
    const traces::Handler_entry& report, const Side& model, const Side& implementation) {
    return report.reflected ? compare_reflected(report) : compare_direct(report, model, implementation);
}

Report_comparison Handler_entries::compare_reflected(const traces::Handler_entry& report) {
    Holding holding(cpu_, std::nullopt);
    // Handlers nest: the one that was entered last reports first.
    const auto found = std::find_if(
        delivered_.rbegin(), delivered_.rend(), [&](const Delivery& each) { return each.leads_to(report.vector); });
    if (found == delivered_.rend()) {
        const std::uint32_t last = delivered_.empty() ? no_vector : delivered_.back().vector();
        holding.hold("vector", {.observed = report.vector}, last, std::nullopt);
        return holding.result();
    }
    const Delivery delivery = std::move(*found);
    delivered_.erase(std::next(found).base());

    const Expected& model = delivery.model;
    const Expected* const other = delivery.implementation ? &*delivery.implementation : nullptr;
    Frame_places places;
    places.may_be_elsewhere = counts_down_physically_;
    holding.hold_start(report, model.start, other != nullptr ? &other->start : nullptr, places);
    if (model.start.words.empty()) {
        holding.leave_out("words: the frame was not pushed word by word", delivery.frame_words);
    }
    if (report.irq_enabled && model.irq_enabled) {
        holding.hold("irq_enabled",
            {.observed = *report.irq_enabled},
            *model.irq_enabled,
            other != nullptr ? other->irq_enabled : std::nullopt);
    }
    return holding.result();
}

Holding Handler_entries::hold_against_cpu(const traces::Handler_entry& report,
    const Reading& reading,
    const Side& model,
    const Side& implementation,
    const Both_tables& tables) const {
    const auto deliver = [&](const Side& side, const Tables& installed) {
        return deliver_without_host(installed,
            word32(*side.snapshot, "tss_ss1"),
            word32(*side.snapshot, "tss_esp1"),
            reading.program,
            reading.event);
    };
    const Handler_start start = deliver(model, tables.model);
    std::optional<Handler_start> other;
    std::optional<std::uint32_t> other_needs_host;
    if (implementation.system != nullptr) {
        other = deliver(implementation, tables.implementation);
        other_needs_host = other->in_guest ? 0 : 1;
    }
    Holding holding(cpu_, static_cast<std::uint32_t>(reading.event.source.host()));
    if (!holding.hold("reflected", {.observed = 0}, start.in_guest ? 0 : 1, other_needs_host)) {
        return holding;
    }
    Frame_places places;
    places.eip = reading.eip_at;
    places.eflags = reading.eip_at + 2;
    places.esp_in_report_alone = !reading.from_user;
    if (reading.from_user) {
        places.esp = reading.eip_at + 3;
    }
    holding.hold_start(report, start, other ? &*other : nullptr, places);
    if (report.irq_enabled) {
        holding.leave_out("irq_enabled: the CPU leaves it as the Guest has it");
    }
    return holding;
}

Report_comparison Handler_entries::compare_direct(
    const traces::Handler_entry& report, const Side& model, const Side& implementation) const {
    const Both_tables tables = tables_of(model, implementation);
    std::optional<Report_comparison> best;
    // A reading that does not lead to the handler says the least.
    const auto rank = [](const Report_comparison& each) {
        const bool led_elsewhere = each.compared == 1;
        return std::tuple{led_elsewhere, each.found.size(), each.departures_in_all()};
    };
    for (const Reading& reading : readings(report)) {
        const Report_comparison each = hold_against_cpu(report, reading, model, implementation, tables).result();
        if (!best || rank(each) < rank(*best)) {
            best = each;
        }
    }
    if (best) {
        return *best;
    }
    Holding holding(cpu_, std::nullopt);
    constexpr std::uint32_t least_words = 3;
    holding.hold("words: how many", {.observed = static_cast<std::uint32_t>(report.words.size())}, least_words, {});
    return holding.result();
}

} // namespace trapspec::diff
