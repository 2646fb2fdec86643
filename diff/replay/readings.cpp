#include "diff/replay/readings.hpp"

#include "model/arch/events.hpp"
#include "model/arch/exceptions.hpp"
#include "model/arch/iret.hpp"
#include "model/lguest/constants.hpp"

namespace trapspec::diff {

namespace {

using model::Concrete;
namespace source = model::arch::source;

constexpr std::size_t own_words = 3, words_of_other_level = 5; ///< of a frame, without error code

std::vector<std::uint32_t> sources_of(std::uint32_t vector) {
    std::vector<std::uint32_t> all;
    if (const auto* const exception = model::arch::exception_of(vector)) {
        all.assign(exception->raised_by().begin(), exception->raised_by().end());
    }
    all.push_back(source::int_n);
    return all;
}

/// The flags that a program of ring 1 or 3 may have when these were pushed for it: it can change what its own iret can
/// (A-IRET-3); IOPL is 0, and the real IF is set whenever the Guest runs (R-PUSH-3).
std::uint32_t flags_of_program(std::uint32_t pushed) {
    constexpr std::uint32_t in_guest = model::arch::eflags::fixed | model::arch::eflags::interrupt;
    const auto flags = model::arch::flags_after_iret<Concrete>(
        bits<32>(in_guest), bits<32>(pushed), model::Bool<Concrete>(true), bits<2>(3));
    return static_cast<std::uint32_t>(flags.host());
}

Reading reading(const traces::Handler_entry& report, std::uint32_t from, bool user) {
    Reading reading;
    reading.event.source = bits<4>(from);
    reading.event.vector = bits<8>(report.vector);
    reading.from_user = user;
    reading.eip_at = model::arch::has_error_code<Concrete>(reading.event).host() ? 1 : 0;
    reading.frame_words = reading.eip_at + (user ? words_of_other_level : own_words);
    if (reading.frame_words > report.words.size()) {
        return reading;
    }
    reading.event.error_code = bits<16>(report.words[0] & 0xFFFF);
    reading.program.eip = report.words[reading.eip_at];
    reading.program.eflags = flags_of_program(report.words[reading.eip_at + 2]);
    reading.program.cs = user ? guest_user_cs : model::constant::guest_kernel_cs;
    reading.program.ss = user ? guest_user_ds : model::constant::guest_kernel_ds;
    reading.program.esp =
        user ? report.words[reading.eip_at + 3] : report.esp + static_cast<std::uint32_t>(4 * reading.frame_words);
    return reading;
}

} // namespace

std::vector<Reading> readings(const traces::Handler_entry& report) {
    std::vector<Reading> all;
    for (const std::uint32_t from : sources_of(report.vector)) {
        for (const bool user : {true, false}) {
            if (const Reading each = reading(report, from, user); each.frame_words <= report.words.size()) {
                all.push_back(each);
            }
        }
    }
    return all;
}

} // namespace trapspec::diff
