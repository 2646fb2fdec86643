// A run and its implementation: whether it starts, what it takes and does, and what to think when it fails.
#include <fmt/format.h>

#include "diff/engine/campaign.hpp"

namespace trapspec::diff {

void Campaign::meet_implementation() {
    std::string why;
    const auto refuses = [&](const std::unique_ptr<Pair>& pair) {
        try {
            pair->start_systems();
            report_.kinds &= pair->implementation().kinds();
            return false;
        } catch (const Refused& refusal) {
            report_.refused.push_back(name_of(pair->configuration()));
            why = refusal.what();
            return true;
        } catch (const Not_executable&) {
            throw;
        } catch (const System_error& error) {
            if (!given_up_) {
                give_up(*pair, error);
            }
            return false;
        }
    };
    for (auto pair = pairs_.begin(); pair != pairs_.end() && !given_up_;) {
        pair = refuses(*pair) ? pairs_.erase(pair) : pair + 1;
    }
    if (pairs_.empty()) {
        throw std::invalid_argument(fmt::format("{}, and every other one that was to be run", why));
    }
}

void Campaign::require_kinds_of_space() const {
    Stream stream;
    space_->make(0, stream);
    stream.for_each([&](model::Event_kind kind, auto) {
        if (!does(report_.kinds, kind)) {
            throw std::invalid_argument(
                fmt::format("--exhaustive {} needs events that the implementation does not do: {}",
                    space_->name,
                    model::info(kind).name));
        }
    });
}

void Campaign::give_up(const Pair& pair, const System_error& why) {
    Stream stream;
    maker_.make(next_, Pool(), stream);
    divergences_.note_failed_start(pair, next_, events_of(stream), why);
    given_up_ = true;
}

/// False when it cannot be had.
bool Campaign::start(Pair& pair) {
    try {
        pair.start_systems();
        return true;
    } catch (const System_error& error) {
        give_up(pair, error);
        return false;
    }
}

/// Any of the sequences that were under way may have been the reason.
void Campaign::note_failure(Item& failing, const System_error& error) {
    Pair& pair = *failing.pair;
    suspect(failing, {error.what(), error.complaints(), true});
    failing.pair = nullptr;
    failed_ = true;
    for (std::size_t i = 0; i < under_way_; ++i) {
        Item& item = items_[(oldest_ + i) % items_.size()];
        if (item.pair == &pair) {
            suspect(item, {});
            item.pair = nullptr;
        }
    }
    pair.stop_systems();
}

} // namespace trapspec::diff
