// Multiboot Specification 0.6.96, "Header layout" and "Machine state": 32-bit, unpaged, eax and ebx for us, no stack.
MAGIC = 0x1BADB002
FLAGS = 0
STACK_BYTES = 16384

        .section .multiboot, "a"
        .balign 4
        .long   MAGIC, FLAGS, -(MAGIC + FLAGS)

        .section .bss
        .balign 16
stack:
        .skip   STACK_BYTES
stack_top:

        .section .text
        .globl  start
start:
        cli
        cld
        movl    %eax, %edx
        movl    $bss_begin, %edi
        movl    $bss_bytes, %ecx
        xorl    %eax, %eax
        rep stosb
        movl    $stack_top, %esp
        pushl   $0                      // no flag of the loader's
        popfl
        pushl   %ebx
        pushl   %edx
        call    host_main
