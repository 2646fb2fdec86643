// What goes over the wire as a number: reasons, kinds, rule versions, the ways of a stub.
#include "diff/wire/wire.hpp"
#include "impl/core/guest.hpp"
#include "impl/core/rules.hpp"
#include "impl/core/switcher.hpp"
#include "impl/linux/requests.hpp"
#include "model/lguest/rule_set.hpp"
#include "model/lguest/switcher.hpp"
#include "model/state/event_kinds.hpp"
#include "model/state/reasons.hpp"
#include "model/state/words.hpp"
#include "tests/abi/check.hpp"

namespace trapspec::test {

namespace {

void check_reasons(Checks& checks) {
#define TRAPSPEC_SAME(name)                                                                                            \
    checks.same("reason " #name,                                                                                       \
        static_cast<std::uint32_t>(model::Reason::name),                                                               \
        static_cast<std::uint32_t>(lguest::Reason::name))
    TRAPSPEC_SAME(none);
    TRAPSPEC_SAME(bad_write_address);
    TRAPSPEC_SAME(bad_read_address);
    TRAPSPEC_SAME(bad_address);
    TRAPSPEC_SAME(bad_stack_page);
    TRAPSPEC_SAME(disabling_interrupts);
    TRAPSPEC_SAME(reenabling_interrupts);
    TRAPSPEC_SAME(writing_timestamp);
    TRAPSPEC_SAME(writing_cr2);
    TRAPSPEC_SAME(unhandled_trap);
    TRAPSPEC_SAME(bad_stack_segment);
    TRAPSPEC_SAME(bad_stack_pages);
    TRAPSPEC_SAME(bad_idt_type);
    TRAPSPEC_SAME(setting_idt_entry);
    TRAPSPEC_SAME(bad_syscall_vector);
    TRAPSPEC_SAME(bad_guest_page);
    TRAPSPEC_SAME(already_initialised);
    TRAPSPEC_SAME(hypercall_before_init);
    TRAPSPEC_SAME(outside);
#undef TRAPSPEC_SAME
}

void check_kinds(Checks& checks) {
    using lguest::Event_kind;
#define TRAPSPEC_SAME(name)                                                                                            \
    checks.same("kind " #name,                                                                                         \
        static_cast<std::uint32_t>(model::Event_kind::name),                                                           \
        static_cast<std::uint32_t>(Event_kind::name))
    TRAPSPEC_SAME(start_guest);
    TRAPSPEC_SAME(set_registers);
    TRAPSPEC_SAME(guest_write);
    TRAPSPEC_SAME(set_page_tables);
    TRAPSPEC_SAME(set_faults);
    TRAPSPEC_SAME(kill_outside);
    TRAPSPEC_SAME(observe);
    TRAPSPEC_SAME(read_memory);
    TRAPSPEC_SAME(write_memory);
    TRAPSPEC_SAME(translate);
    TRAPSPEC_SAME(setup_default_idt_entries);
    TRAPSPEC_SAME(load_idt_entry);
    TRAPSPEC_SAME(enter_guest);
    TRAPSPEC_SAME(switcher_stub);
    TRAPSPEC_SAME(deliver_trap);
    TRAPSPEC_SAME(trap);
    TRAPSPEC_SAME(interrupt_pending);
    TRAPSPEC_SAME(try_deliver_interrupt);
    TRAPSPEC_SAME(set_interrupt);
    TRAPSPEC_SAME(check_syscall_vector);
    TRAPSPEC_SAME(init_interrupts);
    TRAPSPEC_SAME(free_interrupts);
    TRAPSPEC_SAME(set_stack);
    TRAPSPEC_SAME(set_clockevent);
    TRAPSPEC_SAME(clock_expires);
    TRAPSPEC_SAME(hypercall);
    TRAPSPEC_SAME(run);
#undef TRAPSPEC_SAME
    checks.same("number of kinds", model::event_count, lguest::event_kind_count);
}

void check_rule_versions(Checks& checks) {
    const lguest::Rules versions[] = {lguest::linux_2_6_32, lguest::linux_3_11, lguest::linux_3_18, lguest::hardened};
    std::size_t next = 0;
    for (const lguest::Rules& impl : versions) {
        const model::Rule_set& rules = model::rule_sets[next++];
        checks.agree(rules.name.data(), rules.vmcall_rewritten, impl.rewrites_vmcall);
        checks.agree(rules.name.data(), rules.vector_6_never_direct, impl.rewrites_vmcall);
        checks.agree(rules.name.data(), rules.entry_clears_flags, impl.clears_entry_flags);
#define TRAPSPEC_SAME(change) checks.agree(rules.name.data(), rules.change, impl.change)
        TRAPSPEC_SAME(last_byte_usable);
        TRAPSPEC_SAME(frame_in_its_pages);
        TRAPSPEC_SAME(failed_walk_ends_delivery);
        TRAPSPEC_SAME(selectors_extended);
        TRAPSPEC_SAME(virtual_if_read_first);
        TRAPSPEC_SAME(only_handled_lines_due);
        TRAPSPEC_SAME(more_counts);
        TRAPSPEC_SAME(virtual_if_is_one_bit);
        TRAPSPEC_SAME(window_only_when_running);
        TRAPSPEC_SAME(syscall_vector_in_range);
        TRAPSPEC_SAME(machine_check_never_direct);
        TRAPSPEC_SAME(system_calls_reflected);
        TRAPSPEC_SAME(refused_int_n_reflected);
        TRAPSPEC_SAME(refused_stack_dropped);
        TRAPSPEC_SAME(refused_gate_dropped);
        TRAPSPEC_SAME(marked_after_bounds_check);
        TRAPSPEC_SAME(error_code_stubs_closed);
        TRAPSPEC_SAME(nmi_to_host_handler);
        TRAPSPEC_SAME(second_syscall_to_host);
        TRAPSPEC_SAME(first_stack_in_ring_1);
#undef TRAPSPEC_SAME
    }
    checks.same("number of rule versions", model::rule_sets.size(), next);
}

} // namespace

void check_numbers_on_the_wire(Checks& checks) {
    check_reasons(checks);
    check_kinds(checks);
    check_rule_versions(checks);
    namespace way = model::stub_leads_to;
    checks.same("stub to the Host", way::host, static_cast<std::uint32_t>(lguest::Stub::returns_to_host));
    checks.same("stub to the Guest", way::guest, static_cast<std::uint32_t>(lguest::Stub::nmi));
    checks.same("stub to the handler", way::host_handler, static_cast<std::uint32_t>(lguest::Stub::host_handler));

    std::size_t words = 0;
    for (const model::Word_info& word : model::state_words) {
        words += word.width == 64 ? 2 : 1;
    }
    checks.holds("the state fits a response", words <= wire::max_words);
    checks.holds("the arguments fit a request", model::max_arguments <= wire::max_arguments);
    checks.same("slots of a table", model::concrete::Table::entries, wire::table_entries);
}

} // namespace trapspec::test
