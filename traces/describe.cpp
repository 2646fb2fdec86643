#include "traces/describe.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "model/arch/constants.hpp"
#include "model/arch/descriptor.hpp"
#include "model/arch/events.hpp"
#include "model/arch/exceptions.hpp"
#include "model/domain/concrete.hpp"
#include "model/lguest/gate.hpp"

namespace trapspec::traces {

namespace {

using D = model::Concrete;
namespace arch = model::arch;

template <unsigned Width>
model::Bits<D, Width> bits(std::uint64_t value) {
    return model::Bits<D, Width>::of(value);
}

std::string_view kind_of_gate(std::uint64_t type) {
    switch (type) {
    case arch::gate_type::task:
        return "task gate";
    case arch::gate_type::interrupt_16:
        return "16-bit interrupt gate";
    case arch::gate_type::trap_16:
        return "16-bit trap gate";
    case arch::gate_type::interrupt_32:
        return "interrupt gate";
    case arch::gate_type::trap_32:
        return "trap gate";
    default:
        return "";
    }
}

std::string kind_of_segment(model::Bits<D, 64> descriptor) {
    if (arch::is_code<D>(descriptor).host()) {
        return arch::is_conforming_code<D>(descriptor).host() ? "conforming code" : "code";
    }
    if (arch::bit<D>(descriptor, 44).host()) {
        return arch::is_writable_data<D>(descriptor).host() ? "writable data" : "read-only data";
    }
    return fmt::format("system descriptor of type {:#x}", extract<43, 40>(descriptor).host());
}

bool has_error_code(std::uint32_t vector) {
    const auto* const exception = arch::exception_of(vector);
    if (exception == nullptr || exception->raised_by().empty()) {
        return false;
    }
    arch::Event<D> event;
    event.source = bits<4>(exception->raised_by().front());
    event.vector = bits<8>(vector);
    return arch::has_error_code<D>(event).host();
}

std::string describe_page_fault(std::uint32_t code) {
    using namespace arch::page_error;
    const std::uint32_t other = code & ~(protection | write | user);
    return fmt::format("{} by CPL {}: {}{}",
        (code & write) != 0 ? "write" : "read",
        (code & user) != 0 ? "3" : "0 to 2",
        (code & protection) != 0 ? "the page is there and forbids it" : "the page is not present",
        other != 0 ? fmt::format("; bits {:#x} mean nothing here", other) : "");
}

} // namespace

std::string describe_gate(std::uint32_t a, std::uint32_t b) {
    const auto gate = model::Gate<D>::of(bits<32>(a), bits<32>(b));
    if (!model::present(gate).host()) {
        return "not present";
    }
    const auto type = model::type(gate).host();
    const std::string_view kind = kind_of_gate(type);
    return fmt::format("{} to {:#x}, DPL {}",
        kind.empty() ? fmt::format("gate of type {:#x}", type) : std::string(kind),
        model::handler(gate).host(),
        model::dpl(gate).host());
}

std::string describe_descriptor(std::uint32_t a, std::uint32_t b) {
    const auto descriptor = bits<64>(std::uint64_t{b} << 32 | a);
    return fmt::format("{}{}, base {:#x}, limit {:#x}, DPL {}, {}-bit",
        arch::is_present<D>(descriptor).host() ? "" : "not present: ",
        kind_of_segment(descriptor),
        arch::base_of<D>(descriptor).host(),
        arch::limit_of<D>(descriptor).host(),
        arch::descriptor_level<D>(descriptor).host(),
        arch::is_wide<D>(descriptor).host() ? 32 : 16);
}

std::string describe_selector(std::uint32_t selector) {
    if (arch::is_null<D>(bits<16>(selector & 0xFFFF)).host()) {
        return fmt::format("{:#x} (null)", selector);
    }
    return fmt::format(
        "{:#x} ({} {}, RPL {})", selector, (selector & 4) != 0 ? "LDT" : "GDT", (selector & 0xFFFF) >> 3, selector & 3);
}

std::string describe_eflags(std::uint32_t eflags) {
    using namespace arch::eflags;
    static constexpr std::array<std::pair<std::uint32_t, std::string_view>, 16> names{{{carry, "CF"},
        {parity, "PF"},
        {adjust, "AF"},
        {zero, "ZF"},
        {sign, "SF"},
        {trap, "TF"},
        {interrupt, "IF"},
        {direction, "DF"},
        {overflow, "OF"},
        {nested_task, "NT"},
        {resume, "RF"},
        {virtual_8086, "VM"},
        {alignment, "AC"},
        {virtual_interrupt, "VIF"},
        {virtual_interrupt_pending, "VIP"},
        {identification, "ID"}}};
    std::string set;
    for (const auto& [flag, name] : names) {
        if ((eflags & flag) != 0) {
            set += fmt::format("{}{}", set.empty() ? "" : " ", name);
        }
    }
    if (const std::uint32_t level = (eflags & iopl) / (iopl & ~(iopl << 1)); level != 0) {
        set += fmt::format("{}IOPL={}", set.empty() ? "" : " ", level);
    }
    return fmt::format("{:#x} ({})", eflags, set);
}

std::string describe_vector(std::uint32_t vector) {
    namespace constant = model::constant;
    if (const auto* const exception = arch::exception_of(vector)) {
        const std::string_view hypercall = vector == constant::hypercall_vector ? "; lguest's hypercalls" : "";
        return fmt::format(
            "{}{}{}{}", exception->mnemonic, exception->mnemonic.empty() ? "" : ", ", exception->name, hypercall);
    }
    if (vector < constant::after_irq_vectors) {
        return fmt::format("virtual IRQ {}", vector - constant::first_external_vector);
    }
    return vector == constant::linux_syscall_vector ? "Linux system calls" : "no exception, no virtual IRQ";
}

std::string describe_error_code(std::uint32_t vector, std::uint32_t code) {
    if (!has_error_code(vector)) {
        return fmt::format("vector {:#x} ({}) has no error code", vector, describe_vector(vector));
    }
    if (vector == arch::vector::page_fault) {
        return describe_page_fault(code);
    }
    const std::string_view from =
        (code & arch::error_code::external) != 0 ? "; not asked for by the program (EXT)" : "";
    if ((code & ~arch::error_code::external) == 0) {
        return fmt::format("names nothing{}", from);
    }
    if ((code & arch::error_code::idt) != 0) {
        const std::uint32_t named = (code & 0xFFFF) >> 3;
        return fmt::format("the gate of vector {:#x} ({}){}", named, describe_vector(named), from);
    }
    return fmt::format("selector {} {}{}", (code & 4) != 0 ? "LDT" : "GDT", (code & 0xFFFF) >> 3, from);
}

} // namespace trapspec::traces
