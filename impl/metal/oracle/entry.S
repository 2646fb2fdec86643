// Where events happen, where they land, and how both come back to ring 0.

RING_0_DATA = 0x10                      // experiment.cpp
UNMAPPED = 0x003FF000
CAUGHT_FLAGS = 2

        .section .text

// void oracle_leave(u32 eip, u32 cs, u32 eflags, u32 esp, u32 ss): comes back by way of `caught`.
        .globl  oracle_leave
oracle_leave:
        movl    %esp, %eax
        pusha
        movl    %esp, oracle_saved_esp
        testl   $3, 8(%eax)
        jnz     1f
        movl    16(%eax), %esp          // the iret stays in ring 0, and leaves esp alone
        jmp     2f
1:      pushl   20(%eax)
        pushl   16(%eax)
2:      pushl   12(%eax)
        pushl   8(%eax)
        pushl   4(%eax)
        xorl    %ecx, %ecx              // what divide_error divides by
        xorl    %edx, %edx
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
        movl    $RING_0_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %esp, oracle_caught_esp
        movw    %ss, oracle_caught_ss
        movl    %eax, %ss
        movl    oracle_saved_esp, %esp
        pushl   $CAUGHT_FLAGS
        popfl
        popa
        ret

// Each on four bytes.
        .globl  oracle_int_n
        .balign 16
oracle_int_n:
        vector = 0
        .rept   256
        .balign 4
        .byte   0xCD, vector
        vector = vector + 1
        .endr

        .globl  oracle_int3, oracle_into, oracle_icebp
        .globl  oracle_invalid_opcode, oracle_divide_error, oracle_general_protection, oracle_page_fault
oracle_int3:
        int3
oracle_into:
        into
oracle_icebp:
        .byte   0xF1
oracle_invalid_opcode:
        ud2
oracle_divide_error:
        divl    %ecx
oracle_general_protection:
        movl    %ecx, %ss               // null: refused in every ring
oracle_page_fault:
        movl    %cs:UNMAPPED, %eax

        .section .bss
        .balign 4
        .globl  oracle_saved_esp, oracle_caught_esp, oracle_caught_ss
oracle_saved_esp:
        .skip   4
oracle_caught_esp:
        .skip   4
oracle_caught_ss:
        .skip   4
