// The Guest's kernel at its edges: start, a stub for each vector, return from a trap, ring 3 and back.

KERNEL_DS = 0x69
USER_CS = 0x73
USER_DS = 0x7B
EFLAGS_IF = 0x200

// The kernel's own hypercall trap.
LGUEST_TRAP_ENTRY = 0x1F

        .section .guest_start, "ax", @progbits
        .globl  guest_start
guest_start:
        movl    $kernel_stack_top, %esp
        pushl   %eax
        call    guest_main
        hlt                             // never reached: guest_main ends the Guest

        .section .text
        .globl  guest_stubs, guest_stubs_with_error_code
        .balign 16
guest_stubs:
        vector = 0
        .rept 256
        .balign 16
        pushl   $0
        pushl   $vector
        jmp     trap_entry
        vector = vector + 1
        .endr

        .balign 16
guest_stubs_with_error_code:
        vector = 0
        .rept 32
        .balign 16
        pushl   $vector
        jmp     trap_entry
        vector = vector + 1
        .endr

        .globl  guest_bare_iret
guest_bare_iret:
        iret

// The order of the words is traps.hpp's Frame.
trap_entry:
        pusha
        pushl   %ds
        pushl   %es
        pushfl
        movl    $KERNEL_DS, %eax
        movl    %eax, %ds
        movl    %eax, %es
        cld
        pushl   %esp
        call    on_trap
        addl    $4, %esp

// on_trap left in the vector's place whether virtual interrupts come on again. Between that and the iret none may come in:
// it would find a frame half gone. So the Host knows this window.
        .globl  noirq_begin, noirq_finish
leave_trap:
        addl    $4, %esp
        popl    %es
        popl    %ds
        popa
noirq_begin:
        cmpl    $0, %ss:(%esp)
        je      1f
        movl    $EFLAGS_IF, %ss:lguest_data
1:      addl    $8, %esp
        iret
// u32 spin_in_window(u32 vector, u32 times, u32 ns): sets the clock and asks the Host until the vector came so often, all
// from inside the window; how many interrupts were handled until then.
        .globl  spin_in_window
spin_in_window:
        pushl   %ebx
        movl    $9, %eax                // hypercall_set_clockevent
        movl    16(%esp), %ebx
        int     $LGUEST_TRAP_ENTRY
1:      movl    $65, %eax               // hypercall_exits
        movl    8(%esp), %ebx
        int     $LGUEST_TRAP_ENTRY
        cmpl    12(%esp), %eax
        jb      1b
        popl    %ebx
        movl    interrupts_seen, %eax
        ret
noirq_finish:

// void enter_user(u32 eip, u32 esp, u32 eflags, const User_registers*)
// Comes back through leave_user, when a trap ends the program.
        .globl  enter_user, leave_user
enter_user:
        pushl   %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        movl    %esp, saved_esp
        movl    32(%esp), %ebp
        pushl   $USER_DS
        pushl   28(%esp)                // esp
        pushl   36(%esp)                // eflags
        pushl   $USER_CS
        pushl   36(%esp)                // eip
        movl    0(%ebp), %eax
        movl    4(%ebp), %ebx
        movl    8(%ebp), %ecx
        movl    12(%ebp), %edx
        movl    $USER_DS, %esi
        movl    %esi, %ds
        movl    %esi, %es
        xorl    %esi, %esi
        xorl    %edi, %edi
        xorl    %ebp, %ebp
        iret
leave_user:
        movl    saved_esp, %esp
        pushl   $2                      // a handler may have been started with TF
        popfl
        popl    %edi
        popl    %esi
        popl    %ebx
        popl    %ebp
        ret

// bool attempt(void (*action)()): false if a trap ended it, through leave_attempt.
        .globl  attempt, leave_attempt
attempt:
        pushl   %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        movl    %esp, attempt_esp
        call    *20(%esp)
        movl    $1, %eax
1:      popl    %edi
        popl    %esi
        popl    %ebx
        popl    %ebp
        ret
leave_attempt:
        movl    attempt_esp, %esp
        pushl   $2
        popfl
        xorl    %eax, %eax
        jmp     1b

        .section .bss
        .balign 4
saved_esp:
        .skip   4
attempt_esp:
        .skip   4
        .balign 4096
        .skip   8192
kernel_stack_top:
        .globl  trap_stack_guard, trap_stack_top
trap_stack_guard:                       // not mapped
        .skip   4096
        .skip   4096
trap_stack_top:
