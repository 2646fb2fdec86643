#include "diff/replay/departures.hpp"

#include "model/arch/constants.hpp"

namespace trapspec::diff {

namespace {

namespace source = model::arch::source;
using model::arch::eflags::resume;

bool is_fault_without_rf(const Report_difference& d, traces::Cpu cpu) {
    return cpu == traces::Cpu::qemu_tcg && d.is_pushed_flags && d.source == source::fault &&
           d.observed == (d.expected & ~resume);
}

bool is_software_interrupt_with_rf(const Report_difference& d, traces::Cpu cpu) {
    return cpu == traces::Cpu::qemu_tcg && d.is_pushed_flags &&
           (d.source == source::int_n || d.source == source::int3 || d.source == source::into) &&
           d.observed == (d.expected | resume);
}

bool is_frame_elsewhere(const Report_difference& d) {
    return !d.source && d.is_elsewhere;
}

} // namespace

std::optional<Departure> departure_of(const Report_difference& difference, traces::Cpu cpu) {
    if (is_fault_without_rf(difference, cpu)) {
        return Departure::fault_without_rf;
    }
    if (is_software_interrupt_with_rf(difference, cpu)) {
        return Departure::software_interrupt_with_rf;
    }
    if (is_frame_elsewhere(difference)) {
        return Departure::frame_elsewhere;
    }
    return std::nullopt;
}

} // namespace trapspec::diff
