#include "proofs/hardened.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "proofs/theorem.hpp"

namespace trapspec::proofs {

namespace {

struct Need {
    std::string_view change;
    std::string_view theorem;
};

constexpr std::array needs{
    Need{"last-byte-usable", "last-word-usable"},
    Need{"frame-in-its-pages", "frame-across-pages"},
    Need{"failed-walk-ends-delivery", "failed-walk-pushes-nothing"},
    Need{"selectors-extended", "selectors-extended"},
    Need{"virtual-if-read-first", "pushed-if-from-before"},
    Need{"flags-cleared", "entry-clears-tf"},
    Need{"only-handled-lines-due", "time-only-with-interrupt"},
    Need{"more-counts", "more-means-more"},
    Need{"virtual-if-is-one-bit", "delivered-only-with-if"},
    Need{"window-only-when-running", "pass-makes-progress"},
    Need{"syscall-vector-in-range", "interrupts-not-forged"},
    Need{"machine-check-never-direct", "machine-check-reaches-host"},
    Need{"system-calls-reflected", "system-call-reflected"},
    Need{"refused-int-n-reflected", "opened-vectors-can-be-raised"},
    Need{"refused-stack-dropped", "refused-stack-not-stored"},
    Need{"refused-gate-dropped", "refused-gate-not-installed"},
    Need{"marked-after-bounds-check", "changed-mark-exact"},
    Need{"error-code-stubs-closed", "raised-vector-told"},
    Need{"nmi-to-host-handler", "nmi-reaches-host"},
    Need{"second-syscall-to-host", "second-system-call-returns"},
    Need{"first-stack-in-ring-1", "entered-with-a-stack"},
};
static_assert(needs.size() == model::hardening_table.size());

} // namespace

std::vector<Necessity> check_necessity(const Options& options) {
    std::vector<Necessity> all;
    for (const model::Hardening& change : model::hardening_table) {
        const auto need = std::ranges::find(needs, change.name, &Need::change);
        const auto theorem =
            need == needs.end() ? registry().end() : std::ranges::find(registry(), need->theorem, &Theorem::name);
        if (theorem == registry().end()) {
            throw std::logic_error("no theorem needs the change " + std::string(change.name));
        }
        const Result result = decide(*theorem, model::hardened_without(change.member), options);
        all.push_back({change.name, theorem->name, result.verdict, result.seconds, result.complaint});
    }
    return all;
}

} // namespace trapspec::proofs
