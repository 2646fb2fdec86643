// Reading a gate: R-GATE-1 to R-GATE-3 of both sides, bit by bit.
#include "impl/core/desc.hpp"
#include "model/domain/concrete.hpp"
#include "model/lguest/gate.hpp"
#include "tests/abi/check.hpp"

namespace trapspec::test {

namespace {

void check_gate(Checks& checks, std::uint32_t a, std::uint32_t b) {
    using Word = model::concrete::Bits<32>;
    const auto gate = model::Gate<model::Concrete>::of(Word::of(a), Word::of(b));
    const lguest::Desc desc{a, b};
    checks.same("handler", handler(gate).host(), lguest::handler_address(desc));
    checks.same("type", type(gate).host(), lguest::gate_type(desc));
    checks.agree("present", present(gate).host(), lguest::is_present(desc));
    checks.same("DPL", dpl(gate).host(), (b & lguest::gate_dpl_mask) >> lguest::gate_dpl_shift);
    checks.same("selector", selector(gate).host(), a >> lguest::gate_selector_shift);
}

} // namespace

void check_gates(Checks& checks) {
    for (unsigned bit = 0; bit < 32; ++bit) {
        for (const std::uint32_t flip : {0U, ~0U}) {
            check_gate(checks, (1U << bit) ^ flip, flip);
            check_gate(checks, flip, (1U << bit) ^ flip);
        }
    }
    checks.same("interrupt gate", model::constant::interrupt_gate_32, lguest::interrupt_gate);
    checks.same("trap gate", model::constant::trap_gate_32, lguest::trap_gate);
}

} // namespace trapspec::test
