// Where events happen, where they land, and how both come back to ring 0.

RING_0_DATA = 0x10                      // tables.cpp
UNMAPPED = 0x003FF000
PLAIN_FLAGS = 2
VIRTUAL_8086 = 1 << 17
REPORT = 15

        .section .text

// void oracle_leave(u32 eip, u32 cs, u32 eflags, u32 esp, u32 ss): comes back by way of `caught`.
        .globl  oracle_leave, oracle_leave_iret
oracle_leave:
        movl    %esp, %eax
        pusha
        movl    %esp, oracle_saved_esp
        movl    $oracle_leave_stack_top, %esp
        testl   $VIRTUAL_8086, 12(%eax)
        jnz     1f
        testl   $3, 8(%eax)
        jnz     2f
        movl    16(%eax), %esp          // the iret stays in ring 0, and leaves esp alone
        jmp     3f
1:      pushl   oracle_virtual_8086_segments + 12
        pushl   oracle_virtual_8086_segments + 8
        pushl   oracle_virtual_8086_segments + 4
        pushl   oracle_virtual_8086_segments
2:      pushl   20(%eax)
        pushl   16(%eax)
3:      pushl   12(%eax)
        pushl   8(%eax)
        pushl   4(%eax)
        movl    $1, %eax                // what bound_range finds out of range
        xorl    %ecx, %ecx              // what divide_error divides by
        xorl    %edx, %edx
        pushl   $PLAIN_FLAGS
        popfl
oracle_leave_iret:
        iret

// Pushes the vector; an error code, if any, lies above it.
        .globl  oracle_stubs
        .balign 16
oracle_stubs:
        vector = 0
        .rept   256
        .balign 16
        pushl   $vector
        jmp     caught
        vector = vector + 1
        .endr

caught:
        movl    %ds, %ecx
        movl    $RING_0_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %ecx, oracle_caught_ds
        movl    %esp, oracle_caught_esp
        movw    %ss, oracle_caught_ss
        movl    %eax, %ss
        movl    oracle_saved_esp, %esp
        pushl   $PLAIN_FLAGS            // popfl would leave VIF and VIP
        pushl   %cs
        pushl   $1f
        iret
1:      popa
        ret

// What runs after an event that did not happen.
        .macro  did_not_happen
        int     $REPORT
        .endm

// Each on four bytes.
        .globl  oracle_sources, oracle_int_n
        .balign 16
oracle_sources:
oracle_int_n:
        vector = 0
        .rept   256
        .byte   0xCD, vector
        did_not_happen
        vector = vector + 1
        .endr

        .globl  oracle_int3, oracle_into, oracle_icebp, oracle_invalid_opcode, oracle_divide_error
        .globl  oracle_general_protection, oracle_page_fault, oracle_bound_range
        .globl  oracle_single_step, oracle_single_step_sti, oracle_iret_32, oracle_iret_16, oracle_sources_end
oracle_int3:
        int3
        did_not_happen
oracle_into:
        into
        did_not_happen
oracle_icebp:
        .byte   0xF1
        did_not_happen
oracle_invalid_opcode:
        ud2
        did_not_happen
oracle_divide_error:
        divl    %ecx
        did_not_happen
oracle_general_protection:
        movl    %ecx, %ss               // null: refused in every ring
        did_not_happen
oracle_page_fault:
        movl    %cs:UNMAPPED, %eax
        did_not_happen
oracle_bound_range:
        bound   %eax, %cs:no_range
        did_not_happen
oracle_single_step:
        nop
        nop
        did_not_happen
oracle_single_step_sti:
        sti
        nop
        nop
        did_not_happen
oracle_iret_32:
        iret
        did_not_happen
oracle_iret_16:
        iretw
        did_not_happen
        .balign 4
no_range:
        .long   0, 0
oracle_sources_end:

// es, ds, fs and gs: nothing is read through them.
        .section .rodata
        .balign 4
        .globl  oracle_virtual_8086_segments
oracle_virtual_8086_segments:
        .long   0x1001, 0x1002, 0x1003, 0x1004

        .section .bss
        .balign 4
        .skip   256
        .globl  oracle_leave_stack_top
oracle_leave_stack_top:
        .globl  oracle_saved_esp, oracle_caught_esp, oracle_caught_ss, oracle_caught_ds
oracle_saved_esp:
        .skip   4
oracle_caught_esp:
        .skip   4
oracle_caught_ss:
        .skip   4
oracle_caught_ds:
        .skip   4
