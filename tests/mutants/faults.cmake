# One-line faults of classes that trap code really has had: mistyped masks, off-by-one bounds, swapped or lost words,
# effects at the wrong time. Each must be found by a differential run.
planted_fault(gate_dpl_mask idt.cpp
  "flags |= base->b & gate_dpl_mask" "flags |= base->b & 0x2000")
planted_fault(gate_type_of_three_bits idt.cpp
  "type != interrupt_gate && type != trap_gate" "(type & 7) != (interrupt_gate & 7) && (type & 7) != (trap_gate & 7)")
planted_fault(ignored_vector_off_by_one idt.cpp
  "number == vector_reserved_15" "number == vector_reserved_15 + 1")
planted_fault(table_bound idt.cpp
  "number < idt_entries" "number <= idt_entries")
planted_fault(changed_flag_not_set idt.cpp
  "cpu.changed |= changed_idt;" "cpu.changed |= 0;")
planted_fault(error_code_of_alignment_check_forgotten traps.cpp
  "bit(vector_page_fault) | bit(vector_alignment_check)" "bit(vector_page_fault)")
planted_fault(pushed_cs_is_eip deliver.cpp
  "push(guest, stack, regs.cs & pushed_selector_mask)" "push(guest, stack, regs.eip)")
planted_fault(esp_is_physical deliver.cpp
  "regs.esp = stack.esp" "regs.esp = physical_address(stack, stack.esp)")
planted_fault(straddling_word_on_one_page deliver.cpp
  "physical_address(stack, stack.esp + i)" "physical_address(stack, stack.esp) + i")
planted_fault(refused_int_runs_again traps.cpp
  "regs.eip += length;" "")
planted_fault(stack_segment_from_stack_pointer deliver.cpp
  "changes_ring ? cpu.ss1 : regs.ss" "changes_ring ? cpu.esp1 : regs.ss")
planted_fault(if_set_instead_of_cleared deliver.cpp
  "return eflags & ~eflags_if" "return eflags | eflags_if")
planted_fault(trap_gate_disables_interrupts deliver.cpp
  "gate_type(gate) == interrupt_gate && " "")
planted_fault(highest_interrupt_first interrupts.cpp
  "__builtin_ctz(rest)" "31 - __builtin_clz(rest)")
planted_fault(pending_bit_lost_without_handler interrupts.cpp
  "    if (is_present(gate)) {" "    cpu.irqs_pending &= ~(1u << irq);\n    if (is_present(gate)) {")
planted_fault(memory_limit_off_by_one memory.cpp
  "(end >> page_shift) < guest.pfn_limit" "(end >> page_shift) <= guest.pfn_limit")
planted_fault(absent_table_entry_ends_the_walk memory.cpp
  "physical = (table_entry & ~page_offset_mask)" "physical = (table_entry & page_present) == 0 ? 0xFFFFFFFF : (table_entry & ~page_offset_mask)")
planted_fault(stack_not_stored_after_kill stack.cpp
  "kill(guest, Reason::bad_stack_pages, pages)" "return kill(guest, Reason::bad_stack_pages, pages)")
