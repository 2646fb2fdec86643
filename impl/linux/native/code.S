// The instructions that questions are about, as diff/wire/native.hpp numbers them, and the way to them and back.

RT_SIGRETURN = 173
PLAIN_FLAGS = 2

        .section .text

// Where every signal arrives, with a frame of the kernel's on the stack: return address, number, siginfo, ucontext.
        .globl  native_signal
native_signal:
        pushl   $PLAIN_FLAGS            // AC and NT are those of the question
        popfl
        pushl   12(%esp)
        call    native_caught
        addl    $8, %esp
        pushl   %eax                    // the flags that sigreturn leaves alone
        popfl
        movl    $RT_SIGRETURN, %eax
        int     $0x80
        ud2

// void native_begin(): the first signal.
        .globl  native_begin
native_begin:
        ud2

        .macro  instruction first:vararg
        .balign 16
        \first
        ud2
        .endm

        .globl  native_code, native_code_end
        .balign 4096
native_code:
        vector = 0
        .rept   256
        instruction .byte 0xCD, vector
        vector = vector + 1
        .endr
        instruction int3
        instruction into
        instruction .byte 0xF1
        instruction ud2
        instruction aam $0
        instruction bound %eax, (%ebx)
        instruction nop
        instruction pushfl
        instruction popfl
        instruction popfw
        instruction pushl %eax
        instruction popl %eax
        instruction iretl
        instruction iretw
        instruction movl %eax, %es
        instruction movl %eax, %ss
        instruction movl %eax, %ds
        instruction movl %eax, %fs
        instruction movl %eax, %gs
        .irp    segment, es, cs, ss, ds, fs, gs
        instruction movl %\segment:(%ebx), %eax
        .endr
        .irp    segment, es, cs, ss, ds, fs, gs
        instruction movl %eax, %\segment:(%ebx)
        .endr
        instruction cli
        instruction sti
        instruction hlt
        instruction inb $0x80, %al
        instruction inl %dx, %eax
        instruction outb %al, $0x80
        instruction outl %eax, %dx
        instruction movl %cr0, %eax
        instruction movl %eax, %cr3
        instruction movl %eax, %dr7
        instruction movl %dr6, %eax
        instruction lldt %ax
        instruction ltr %ax
        instruction lmsw %ax
        instruction clts
        instruction invd
        instruction wbinvd
        instruction rdmsr
        instruction wrmsr
        instruction .byte 0x0F, 0x35    // sysexit
        .balign 16
native_code_end:
