#include "diff/validity.hpp"

#include <fmt/format.h>

#include "model/lguest/constants.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;

bool flags_are_flags(const Event& event) {
    const auto arguments = model::info(event.kind).arguments;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].type == model::Argument_type::flag && event.arguments[i] > 1) {
            return false;
        }
    }
    return true;
}

} // namespace

bool is_valid(const Event& event, std::uint32_t memory_pages) {
    const auto& a = event.arguments;
    if (!flags_are_flags(event)) {
        return false;
    }
    switch (event.kind) {
    case Kind::start_guest:
        return a[1] <= memory_pages;
    case Kind::switcher_stub:
        return a[0] < model::constant::idt_entries;
    case Kind::set_interrupt:
        return a[0] < model::constant::irq_lines;
    case Kind::set_stack:
        return a[2] <= max_stack_pages;
    case Kind::hypercall:
        return a[0] != model::constant::call_set_stack || a[3] <= max_stack_pages;
    default:
        return true;
    }
}

bool pins_too_many_pages(std::uint32_t eax, std::uint32_t edx) {
    return eax == model::constant::call_set_stack && edx > max_stack_pages;
}

std::string why_not_valid(const Event& event, std::uint32_t memory_pages) {
    switch (event.kind) {
    case Kind::start_guest:
        return fmt::format("start_guest: mapped_pages {} is more than the {} pages of Guest memory that the header's "
                           "mapped_pages gives",
            event.arguments[1],
            memory_pages);
    case Kind::switcher_stub:
        return fmt::format("switcher_stub: vector {:#x} is above 0xff", event.arguments[0]);
    case Kind::set_interrupt:
        return fmt::format(
            "set_interrupt: irq {} is above 31, and no caller of R-IRQ-3 passes one", event.arguments[0]);
    case Kind::set_stack:
    case Kind::hypercall:
    case Kind::run:
        return fmt::format("{}: more than {} stack pages to pin", model::info(event.kind).name, max_stack_pages);
    default:
        return fmt::format("{}: a flag is neither 0 nor 1", model::info(event.kind).name);
    }
}

} // namespace trapspec::diff
