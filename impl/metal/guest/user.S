// The ring-3 programs. Each ends by jumping where nothing is mapped; the page fault's handler then leaves it.

USER_EXIT = 0x00F00000                  // kernel.hpp
UNMAPPED = 0x00E00123
SWITCHER = 0xFFC00000
EFLAGS_TF = 0x100
EFLAGS_NT = 0x4000

        .macro  program name
        .globl  \name
        .balign 16
\name:
        .endm

        .macro  finish
        movl    %eax, user_result
        movl    $USER_EXIT, %ecx
        jmp     *%ecx
        .endm

        .macro  set_flag flag
        pushfl
        orl     $\flag, (%esp)
        popfl
        .endm

        .section .user_text, "ax", @progbits

// The same system call three times over; eax counts what the handler added.
        .macro  three_calls name vector
        program \name
        int     $\vector
        int     $\vector
        int     $\vector
        finish
        .endm

        three_calls user_int_80 0x80
        three_calls user_int_40 0x40
        three_calls user_int_9 9

program user_int3
        int3
        finish
program user_int_11
        movl    $0x11111111, %eax
        movl    $0x22222222, %ebx
        int     $11
        finish
// ecx and edx become es and ebp, which the Host then takes for the vector and for gs.
program user_int_11_shifted
        movl    %edx, %ebp
        movl    %ecx, %es
        int     $11
        pushl   %ss                     // ds is what fs was: null
        popl    %ds
        movl    %ebx, %eax
        finish
program user_int_13
        int     $13
        finish
program user_int_18
        int     $18
        finish
program user_divide
        xorl    %edx, %edx
        movl    $1, %eax
        xorl    %ecx, %ecx
        .globl  user_divide_at
user_divide_at:
        divl    %ecx
        finish
program user_ud2
        ud2
        finish
program user_hlt
        hlt
        finish
program user_bad_selector
        movl    $0x888, %eax
        movl    %eax, %fs
        finish
program user_read_unmapped
        movl    UNMAPPED, %eax
        finish
program user_write_kernel
        movl    $1, interrupts_seen
        finish
program user_read_switcher
        movl    SWITCHER, %eax
        finish
program user_float
        fld1
        fld1
        faddp
        fistpl  user_result
        movl    user_result, %eax
        finish
program user_spin
1:      jmp     1b
program user_tf_fault
        set_flag EFLAGS_TF
        .globl  user_tf_fault_at
user_tf_fault_at:
        movl    UNMAPPED, %eax
        finish
program user_nt_call
        set_flag EFLAGS_NT
        int     $9
        finish

// ebx calls of each kind; what they took of the time-stamp counter, low half, goes to user_cost.
        .macro  timed name vector
        program \name
        rdtsc
        movl    %eax, %esi
1:      int     $\vector
        decl    %ebx
        jnz     1b
        rdtsc
        subl    %esi, %eax
        finish
        .endm

        timed   user_timed_80 0x80
        timed   user_timed_9 9
// The same loop without a call.
program user_timed_nothing
        rdtsc
        movl    %eax, %esi
1:      decl    %ebx
        jnz     1b
        rdtsc
        subl    %esi, %eax
        finish

        .section .user_data, "aw", @progbits
        .balign 4
        .globl  user_result
user_result:
        .long   0
