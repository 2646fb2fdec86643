#include "diff/generate/events.hpp"
#include "diff/validity.hpp"

namespace trapspec::diff {

std::vector<Event> simpler(const Event& event) {
    std::vector<Event> events;
    const auto propose = [&](std::size_t argument, std::uint32_t value) {
        if (value < event.arguments[argument]) {
            Event candidate = event;
            candidate.arguments[argument] = value;
            if (is_valid(candidate, layout::memory_pages)) {
                events.push_back(candidate);
            }
        }
    };
    const std::size_t count = model::info(event.kind).arguments.size();
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t value = event.arguments[i];
        propose(i, 0);
        propose(i, 1);
        propose(i, value & 0xFFFFF000);
        propose(i, value & 0x0000FFFF);
        propose(i, value & (value - 1)); // one bit fewer
    }
    return events;
}

} // namespace trapspec::diff
