// Changes of the rules that nobody can tell from the rules, and why.
#pragma once

#include <array>
#include <string_view>

#include "diff/mutants/fault.hpp"

namespace trapspec::arch_mutants {

struct Argument {
    std::string_view file;
    std::string_view variant; ///< the end of the fault's name
    std::string_view begins;  ///< what is changed
    std::string_view why;
};

inline constexpr std::array arguments{
    Argument{"paging.hpp", "swapped", "arm(Rule::page_1_supervisor_only", "both are the same page fault"},
    Argument{"paging.hpp", "swapped", "both.rest =", "neither reads what the other writes"},
    Argument{"paging.hpp", "minus-1", "1 -> 0 in: both.rest =", "the operand's end is within the second page too"},
    Argument{"paging.hpp", "plus", "- -> + in: both.rest =", "two bytes further on is still the second page"},
    Argument{"paging.hpp", "less-or-equal", "< -> <= in: for (unsigned i = 0; i < Bytes", "the byte is shifted out"},
    Argument{"delivery.hpp", "swapped", "arm(Rule::ss_1_null", "of a null selector both error codes are EXT alone"},
    Argument{"delivery.hpp", "swapped", "arm(Rule::ss_1_outside_table", "both are #TS of the same selector"},
    Argument{"delivery.hpp", "swapped", "arm(Rule::ss_1_wrong_rpl", "both are #TS of the same selector"},
    Argument{"delivery.hpp", "swapped", "arm(Rule::ss_1_wrong_dpl", "both are #TS of the same selector"},
    Argument{"delivery.hpp", "swapped", "arm(Rule::cs_1_null", "of a null selector both error codes are EXT alone"},
    Argument{"delivery.hpp", "swapped", "arm(Rule::cs_1_outside_table", "both are #GP of the same selector"},
    Argument{"delivery.hpp", "swapped", "arm(Rule::cs_1_not_code", "both are #GP of the same selector"},
    Argument{"escalation.hpp", "swapped", "arm(Rule::df_2_shutdown", "#DF is neither contributory nor a page fault"},
    Argument{"escalation.hpp", ":always", "going_on(m) ->", "a double fault that fails does so again, alike"},
    Argument{"escalation.hpp", "minus-1", "1 -> 0 in: for (unsigned attempt", "no event needs another delivery"},
    Argument{"escalation.hpp", "less-or-equal", "< -> <= in: for (unsigned attempt", "no event needs another delivery"},
    Argument{
        "escalation.hpp", "plus-1", "4 -> 5 in: inline constexpr unsigned most", "no event needs another delivery"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_1_iopl", "one asks for VM set, the other for VM clear"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_4_null", "of a null selector both error codes are 0"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_4_outside_table", "both are #GP of the same selector"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_4_not_code", "both are #GP of the same selector"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_4_inward", "both are #GP of the same selector"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_5_null", "of a null selector both error codes are 0"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_5_outside_table", "both are #GP of the same selector"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_5_wrong_rpl", "both are #GP of the same selector"},
    Argument{"iret.hpp", "swapped", "arm(Rule::iret_5_not_writable_data", "both are #GP of the same selector"},
    Argument{"iret.hpp", "swapped", "arm(Rule::none, in_vm", "in virtual-8086 mode CPL is 3, not 0"},
    Argument{"iret.hpp",
        "without-left",
        "wide & has_flag<D>(to.eflags",
        "VM is bit 17, and 16 bits are popped when not wide"},
    Argument{
        "iret.hpp", "minus-1", "3 -> 2 in: m.eflags =", "IOPL is 3 there: neither level is above it, neither is 0"},
};

inline const Argument* argument_about(const diff::mutants::Fault& fault) {
    for (const Argument& each : arguments) {
        if (fault.file.ends_with(each.file) && fault.name.ends_with(each.variant) &&
            change_of(fault).starts_with(each.begins)) {
            return &each;
        }
    }
    return nullptr;
}

} // namespace trapspec::arch_mutants
