// Sections "Handshake" and "Configuration".
#include "diff/conform/check.hpp"

namespace trapspec::diff::conformance {

namespace {

constexpr std::uint32_t no_rules = 1000;
constexpr std::uint32_t no_vector = 256;

void is_ready(const Bench& bench) {
    const auto dut = bench.start();
    require(dut->kinds() == bench.kinds(),
        fmt::format("said first that it does the kinds {:#x}, and then {:#x}", bench.kinds(), dut->kinds()));
}

/// `change` makes the handshake one that must be refused.
template <class Change>
void refuses(const Bench& bench, Change change, wire::Ready why) {
    Handshake handshake(bench.configuration());
    change(handshake);
    try {
        (void)start_dut(bench.dut(), handshake);
    } catch (const Refused& refusal) {
        require(refusal.ready() == static_cast<std::uint32_t>(why),
            fmt::format("refused with {} instead of {}", refusal.ready(), static_cast<std::uint32_t>(why)));
        require(refusal.end() == "ended with status 1",
            refusal.end().empty() ? "refused, and then did not end"
                                  : fmt::format("refused, and then {}", refusal.end()));
        return;
    }
    throw Not_conforming("it did not refuse");
}

} // namespace

std::vector<Check> handshake_checks() {
    return {
        {"Handshake", "gets ready, and always does the same kinds of event", is_ready},
        {"Handshake",
            "refuses another magic, and ends",
            [](const Bench& bench) {
                refuses(
                    bench, [](Handshake& h) { h.magic ^= 1; }, wire::bad_magic);
            }},
        {"Handshake",
            "refuses another version, and ends",
            [](const Bench& bench) {
                refuses(
                    bench, [](Handshake& h) { ++h.version; }, wire::bad_version);
            }},
        {"Configuration",
            "refuses a rule version that there is not, and ends",
            [](const Bench& bench) {
                refuses(
                    bench, [](Handshake& h) { h.rules = no_rules; }, wire::bad_configuration);
            }},
        {"Configuration",
            "refuses a system-call vector above 255, and ends",
            [](const Bench& bench) {
                refuses(
                    bench, [](Handshake& h) { h.syscall_vector = no_vector; }, wire::bad_configuration);
            }},
    };
}

} // namespace trapspec::diff::conformance
