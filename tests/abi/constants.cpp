// Architecture and lguest: the numbers of model/lguest/constants.hpp against those of impl/core.
#include "model/lguest/constants.hpp"
#include "impl/core/abi.hpp"
#include "impl/core/stack.hpp"
#include "impl/core/syscall.hpp"
#include "impl/core/x86.hpp"
#include "tests/abi/check.hpp"

namespace trapspec::test {

void check_constants(Checks& checks) {
    namespace m = model::constant;
    checks.same("IDT_ENTRIES", m::idt_entries, lguest::idt_entries);
    checks.same("FIRST_EXTERNAL_VECTOR", m::first_external_vector, lguest::first_external_vector);
    checks.same("SYSCALL_VECTOR", m::linux_syscall_vector, lguest::syscall_vector_linux);
    checks.same("LGUEST_TRAP_ENTRY", m::hypercall_vector, lguest::lguest_trap_entry);
    checks.same("LGUEST_IRQS", m::irq_lines, lguest::lguest_irqs);
    checks.same("GUEST_PL", m::guest_kernel_ring, lguest::guest_pl);
    checks.same("Guest kernel cs", m::guest_kernel_cs, lguest::guest_kernel_cs);
    checks.same("LGUEST_CS", m::switcher_cs, lguest::lguest_cs);
    checks.same("CHANGED_IDT", m::changed_idt, lguest::changed_idt);
    checks.same("CHANGED_ALL", m::changed_all, lguest::changed_all);
    checks.same("trapnum before any trap", m::no_trap_yet, lguest::impossible_trap);
    checks.same("EBUSY", m::busy, lguest::u32{0} - lguest::error_busy);

    checks.same("TF", m::eflags_tf, lguest::eflags_tf);
    checks.same("IF", m::eflags_if, lguest::eflags_if);
    checks.same("NT", m::eflags_nt, lguest::eflags_nt);
    checks.same("RF", m::eflags_rf, lguest::eflags_rf);
    checks.same("VM", m::eflags_vm, lguest::eflags_vm);

    checks.same("NMI", m::nmi, lguest::vector_nmi);
    checks.same("#UD", m::invalid_opcode, lguest::vector_invalid_opcode);
    checks.same("#NM", m::device_not_available, lguest::vector_device_not_available);
    checks.same("#DF", m::double_fault, lguest::vector_double_fault);
    checks.same("#GP", m::general_protection, lguest::vector_general_protection);
    checks.same("#PF", m::page_fault, lguest::vector_page_fault);
    checks.same("reserved vector", m::reserved_15, lguest::vector_reserved_15);
    checks.same("#AC", m::alignment_check, lguest::vector_alignment_check);

    checks.same("PAGE_SHIFT", m::page_shift, lguest::page_shift);
    checks.same("present", m::page_present, lguest::page_present);

    checks.same("LGUEST_INIT", m::call_init, lguest::hypercall_lguest_init);
    checks.same("LOAD_IDT_ENTRY", m::call_load_idt_entry, lguest::hypercall_load_idt_entry);
    checks.same("SET_STACK", m::call_set_stack, lguest::hypercall_set_stack);
    checks.same("TS", m::call_ts, lguest::hypercall_ts);
    checks.same("SET_CLOCKEVENT", m::call_set_clockevent, lguest::hypercall_set_clockevent);
    checks.same("HALT", m::call_halt, lguest::hypercall_halt);
}

} // namespace trapspec::test
