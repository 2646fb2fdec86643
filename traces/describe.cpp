#include "traces/describe.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "model/domain/concrete.hpp"
#include "model/lguest/gate.hpp"

namespace trapspec::traces {

std::string describe_gate(std::uint32_t a, std::uint32_t b) {
    using D = model::Concrete;
    const auto gate = model::Gate<D>::of(model::Bits<D, 32>::of(a), model::Bits<D, 32>::of(b));
    if (!model::present(gate).host()) {
        return "not present";
    }
    std::string kind = fmt::format("gate of type {:#x}", model::type(gate).host());
    if (model::is_interrupt_gate(gate).host()) {
        kind = "interrupt gate";
    } else if (model::is_trap_gate(gate).host()) {
        kind = "trap gate";
    }
    return fmt::format("{} to {:#x}, DPL {}", kind, model::handler(gate).host(), model::dpl(gate).host());
}

std::string describe_selector(std::uint32_t selector) {
    return fmt::format(
        "{:#x} ({} {}, RPL {})", selector, (selector & 4) != 0 ? "LDT" : "GDT", (selector & 0xFFFF) >> 3, selector & 3);
}

std::string describe_eflags(std::uint32_t eflags) {
    // Intel SDM vol. 3A, "System Flags and Fields in the EFLAGS Register".
    static constexpr std::array<std::pair<unsigned, std::string_view>, 15> names{{{0, "CF"},
        {2, "PF"},
        {4, "AF"},
        {6, "ZF"},
        {7, "SF"},
        {8, "TF"},
        {9, "IF"},
        {10, "DF"},
        {11, "OF"},
        {14, "NT"},
        {16, "RF"},
        {17, "VM"},
        {18, "AC"},
        {19, "VIF"},
        {21, "ID"}}};
    std::string set;
    for (const auto& [bit, name] : names) {
        if ((eflags >> bit & 1) != 0) {
            set += fmt::format("{}{}", set.empty() ? "" : " ", name);
        }
    }
    return fmt::format("{:#x} ({})", eflags, set);
}

} // namespace trapspec::traces
