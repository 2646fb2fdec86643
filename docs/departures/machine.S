// What every program here starts from, to be included first: a flat 32-bit machine with rings 0, 1 and 3, gates for all
// vectors, and a look at the frame of whatever event comes first. The program goes on in ring 0 where `resume_at` told.
#include "machine.inc"

        .text
        .globl  _start
image:
_start:
        jmp     start
        .balign 4
        .long   0x1BADB002, 0, -0x1BADB002      // multiboot

start:
        cli
        cld
        movb    $0xFF, %al              // no interrupts from outside
        outb    %al, $0x21
        outb    %al, $0xA1
        movl    $stubs, %eax
        movl    $idt, %edi
1:      movw    %ax, (%edi)
        movw    $CODE0, 2(%edi)
        movl    %eax, 4(%edi)
        movw    $0xEE00, 4(%edi)        // present, DPL 3, 32-bit interrupt gate
        addl    $16, %eax
        addl    $8, %edi
        cmpl    $idt_register, %edi
        jb      1b
        movl    $tss, %eax
        movw    %ax, gdt + TASK + 2
        shrl    $16, %eax
        movb    %al, gdt + TASK + 4
        lgdt    gdt_register
        lidt    idt_register
        movl    $TASK, %eax
        ltr     %ax
        movl    $VARIABLES, %edi
        movl    $11, %ecx
        xorl    %eax, %eax
        rep stosl
        movl    $program, after
        ljmp    $CODE0, $resume

// The first 4 MiB, for all rings unless the program has set an entry already.
paging_on:
        movl    $7, %eax
        xorl    %ecx, %ecx
1:      cmpl    $0, PAGE_TABLE(, %ecx, 4)
        jne     2f
        movl    %eax, PAGE_TABLE(, %ecx, 4)
2:      addl    $0x1000, %eax
        incl    %ecx
        cmpl    $1024, %ecx
        jb      1b
        movl    $PAGE_TABLE + 7, PAGE_DIRECTORY
        movl    $PAGE_DIRECTORY, %eax
        movl    %eax, %cr3
        movl    %cr0, %eax
        orl     $0x80000000, %eax
        movl    %eax, %cr0
        ret

        .balign 16
stubs:
        number = 0
        .rept   FINISH
        pushl   $number
        jmp     look
        .balign 16
        number = number + 1
        .endr
resume:                                 // the stub of FINISH
        movl    $DATA0, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    $STACK0, %esp
        pushl   $FIXED
        popfl
        movl    %cr2, %eax
        movl    %eax, cr2
        movl    after, %eax
        movl    $lost, after
        jmp     *%eax

// In whatever ring: [vector] [error code] eip cs eflags.
look:
        pushl   %eax
        movl    $DATA3, %eax
        movl    %eax, %ds
        popl    eax
        popl    vector
        movl    %cs, %eax
        movl    %eax, entry_cs
        movl    $0, error
        movl    vector, %eax
        cmpl    $17, %eax
        ja      1f
        movl    $0x27D00, %ecx          // 8, 10 to 14, 17
        btl     %eax, %ecx
        jnc     1f
        popl    error
1:      popl    eip
        popl    cs
        popl    eflags
        testb   $3, entry_cs
        jz      resume
        int     $FINISH

lost:
        movl    $1, not_specified
        movl    $1, not_departed
        check   "no event, but vector", vector, 0, 0
verdict:
        movl    $as_specified, %esi
        cmpl    $0, not_specified
        je      1f
        movl    $departs, %esi
        cmpl    $0, not_departed
        je      1f
        movl    $departs_otherwise, %esi
1:      call    print
        movb    $0x10, %al
        outb    %al, $0xF4              // ends QEMU, by its device isa-debug-exit
        movl    $shutdown, %esi
        movw    $0x8900, %dx            // ends Bochs
1:      outsb
        cmpb    $0, (%esi)
        jne     1b
2:      hlt
        jmp     2b

// esi says what, eax was found, ebx is the SDM's, ecx the emulator's.
check_word:
        cmpl    %eax, %ebx
        je      1f
        movl    $1, not_specified
1:      cmpl    %eax, %ecx
        je      1f
        movl    $1, not_departed
1:      pushl   %eax
        pushl   %esi
        movl    $expected, %esi
        call    print
        popl    %esi
        pushl   %esi
        call    print
        call    print_word
        movl    $found, %esi
        call    print
        popl    %esi
        call    print
        popl    %ebx
print_word:                             // ebx, and ends the line
        movl    $8, %ecx
1:      roll    $4, %ebx
        movb    %bl, %al
        andb    $0xF, %al
        cmpb    $10, %al
        sbbb    $0x69, %al
        das                             // a digit's character
        outb    %al, $0xE9
        loop    1b
        movb    $'\n', %al
        outb    %al, $0xE9
        ret

print:                                  // esi
        lodsb
        testb   %al, %al
        jz      1f
        outb    %al, $0xE9
        jmp     print
1:      ret

        .data
expected:               .asciz  "expected "
found:                  .asciz  "found    "
as_specified:           .asciz  "as specified\n"
departs:                .asciz  "departs\n"
departs_otherwise:      .asciz  "departs otherwise\n"
shutdown:               .asciz  "Shutdown"
        .balign 8
gdt:    .quad   0
        .quad   0x00CF9B000000FFFF, 0x00CF93000000FFFF  // flat, ring 0
        .quad   0x00CFBB000000FFFF, 0x00CFB3000000FFFF  // ring 1
        .quad   0x00CFFB000000FFFF, 0x00CFF3000000FFFF  // ring 3
        .quad   0x0000890000000067                      // TSS
        .quad   0                                       // ODD
gdt_register:
        .word   gdt_register - gdt - 1
        .long   gdt
        .balign 8
idt:    .fill   FINISH + 1, 8, 0
idt_register:
        .word   idt_register - idt - 1
        .long   idt
        .balign 16
tss:    .long   0, STACK0, DATA0
tss_esp1:
        .long   STACK1
tss_ss1:
        .long   DATA1
        .fill   20, 4, 0
        .word   0, 104                  // no I/O bitmap
        .text
