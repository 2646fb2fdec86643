// What every program here starts from, to be included first: a flat 32-bit machine with four rings, gates for all vectors,
// and a look at the frame of whatever event comes first. The program goes on in ring 0 where `resume_at` told.

// Selectors with their RPL; ODD is the program's own to describe.
CODE0 = 0x08
DATA0 = 0x10
CODE1 = 0x19
DATA1 = 0x21
CODE3 = 0x2B
DATA3 = 0x33
TASK = 0x38
ODD = 0x40

// Access bytes to be ORed with a DPL, and G and D/B.
CODE = 0x9B
DATA = 0x93
EXPAND_DOWN = 0x97
ABSENT_DATA = 0x13
DPL1 = 0x20
DPL3 = 0x60
PAGES_32 = 0xC
BYTES_32 = 4
BYTES_16 = 0

// Flags.
FIXED = 0x2
TF = 0x100
IOPL3 = 0x3000
RF = 0x10000
VM = 0x20000
VIF_VIP = 0x180000

// Vectors.
UD = 6
TS = 10
NP = 11
SS = 12
GP = 13
PF = 14
HERE = 0x40                             // `int $HERE`: code got this far; DPL 3, and so are all gates
THERE = 0x41                            // another place
FINISH = 0x42                           // from a handler in another ring than 0

// Memory. Variables lie apart from the code, for a write beside it makes an emulator translate it anew.
IMAGE = 0x100000
VARIABLES = 0x180000
PAGE_DIRECTORY = 0x181000
PAGE_TABLE = 0x182000                   // of the first 4 MiB, one to one once `paging_on` was called
STACK0 = 0x190000                       // the top of each ring's
STACK1 = 0x1A0000
STACK3 = 0x1B0000
FREE = 0x200000                         // 1 MiB that nothing uses

// What the event's handler found: its vector, error code and frame, its own cs and esp, cr2, and eax of before.
vector = VARIABLES
error = VARIABLES + 4
eip = VARIABLES + 8
cs = VARIABLES + 12
eflags = VARIABLES + 16
entry_cs = VARIABLES + 20
entry_esp = VARIABLES + 24
cr2 = VARIABLES + 28
eax = VARIABLES + 32
after = VARIABLES + 36
not_specified = VARIABLES + 40
not_departed = VARIABLES + 44

        .macro  resume_at where
        movl    $\where, after
        .endm

        .macro  descriptor selector, base, limit, access, flags
        movl    $((((\base) & 0xFFFF) << 16) | ((\limit) & 0xFFFF)), gdt + ((\selector) & ~7)
        movl    $(((\base) & 0xFF000000) | ((\flags) << 20) | ((\limit) & 0xF0000) | ((\access) << 8) | (((\base) >> 16) & 0xFF)), gdt + 4 + ((\selector) & ~7)
        .endm

        // By iret to an outer ring.
        .macro  enter cs, eip, ss, esp, eflags=FIXED
        pushl   $\ss
        pushl   $\esp
        pushl   $\eflags
        pushl   $\cs
        pushl   $\eip
        iretl
        .endm

        // By iret to a label of this image in virtual-8086 mode, where segment 0xFFFF starts 16 bytes before it.
        .macro  enter_virtual_8086 label, eflags=FIXED | IOPL3, high_eip=0
        .rept   4
        pushl   $0                      // gs, fs, ds, es
        .endr
        pushl   $0x900                  // ss
        pushl   $0x800                  // esp
        pushl   $(\eflags) | VM
        pushl   $0xFFFF                 // cs
        pushl   $\label - IMAGE + 16 + \high_eip
        iretl
        .endm

        // Tells what the SDM wants and what was found; `departed` is what the emulator is known to do.
        .macro  check what, found, specified, departed
        .pushsection .data
9:      .asciz  "\what "
        .popsection
        movl    $9b, %esi
        movl    \found, %eax
        movl    $\specified, %ebx
        movl    $\departed, %ecx
        call    check_word
        .endm

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
        movl    $12, %ecx
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
        movl    %esp, entry_esp
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
        check   "none, but vector" vector 0 0
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
