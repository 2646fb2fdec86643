// The Switcher: the way into the Guest, a stub for each vector, and the way out (R-SW-1). It is mapped at the same high
// address in the Host's address space and in the Guest's, so that it can go from one to the other.

LGUEST_DS = 0x58
NMI = 2
FIRST_EXTERNAL_VECTOR = 0x20
SYSCALL_VECTOR = 0x80

// impl/core's Stub.
RETURNS_TO_HOST = 0
HOST_HANDLER = 2

// switcher_data.hpp
HOST_CR3 = switcher_data + 136
HOST_ESP = switcher_data + 140
HOST_IDT = switcher_data + 144
GUEST_IDT = switcher_data + 150
EXIT_ESP = switcher_data + 156
EXIT_PATH = switcher_data + 160

        .section .switcher_text, "ax", @progbits

// 16 bytes each: pushes 0 unless the CPU pushed an error code, then the vector.
        .globl switcher_stubs
        .balign 4096
switcher_stubs:
        vector = 0
        .rept 256
        .balign 16
        .if vector == NMI
        iret
        .else
        .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17)
        pushl   $0
        .endif
        pushl   $vector
        .if vector < FIRST_EXTERNAL_VECTOR || vector == SYSCALL_VECTOR
        jmp     return_to_host
        .else
        jmp     deliver_to_host
        .endif
        .endif
        vector = vector + 1
        .endr
        .balign 16

// void run_guest_once(u32 guest_cr3)
// Pops impl/core's Registers from their page, and comes back by a stub, which finds the stack as it was left.
        .globl  run_guest_once
run_guest_once:
        pushl   %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        movl    20(%esp), %eax
        movl    %esp, HOST_ESP
        lidt    GUEST_IDT
        movl    %eax, %cr3
        movl    $switcher_registers, %esp
        popl    %eax
        popl    %ebx
        popl    %ecx
        popl    %edx
        popl    %esi
        popl    %edi
        popl    %ebp
        popl    %gs
        popl    %fs
        popl    %ds
        popl    %es
        addl    $8, %esp                // trapnum, errcode
        iret

// From the stack that the TSS names (ss0:esp0), which is the register page, to the Host's.
        .macro  leave_guest path
        pushl   %es
        pushl   %ds
        pushl   %fs
        pushl   %gs
        pushl   %ebp
        pushl   %edi
        pushl   %esi
        pushl   %edx
        pushl   %ecx
        pushl   %ebx
        pushl   %eax
        movl    $LGUEST_DS, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %esp, %edx
        movl    $\path, %ecx
        jmp     leave
        .endm

return_to_host:
        leave_guest RETURNS_TO_HOST
deliver_to_host:
        leave_guest HOST_HANDLER
leave:
        movl    HOST_CR3, %eax
        movl    %eax, %cr3
        movl    HOST_ESP, %esp
        lidt    HOST_IDT
        movl    %edx, EXIT_ESP
        movl    %ecx, EXIT_PATH
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        pushl   $2                      // none of the Guest's flags; interrupts off
        popfl
        popl    %edi
        popl    %esi
        popl    %ebx
        popl    %ebp
        ret
