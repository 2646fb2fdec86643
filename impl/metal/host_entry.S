// Where the Host's own interrupt table leads: exceptions of the Host, and interrupts that arrive while it sleeps.
        .section .text
        .globl  host_entries
        .balign 16
host_entries:
        vector = 0
        .rept 48
        .balign 16
        .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17)
        pushl   $0
        .endif
        pushl   $vector
        jmp     host_entry
        vector = vector + 1
        .endr

host_entry:
        pusha
        cld
        pushl   %esp
        call    host_entered
        addl    $4, %esp
        popa
        addl    $8, %esp
        iret
