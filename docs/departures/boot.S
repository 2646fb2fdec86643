// First sector of a disk for where nobody speaks multiboot (Bochs, or a PC): loads the program behind it to 1 MiB, as a
// multiboot loader would, and jumps to its first byte in 32-bit protected mode.
SECTORS = 32                            // at most 16 KiB of program
BUFFER = 0x10000                        // where the BIOS can reach
IMAGE = 0x100000

        .code16
        .globl  _start
_start:
        cli
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %ss
        movw    $0x7C00, %sp
        movb    $0x42, %ah              // extended read; dl is the drive, as the BIOS left it
        movw    $packet, %si
        int     $0x13
        jc      failed
        inb     $0x92, %al              // address line 20 on
        orb     $2, %al
        outb    %al, $0x92
        cli
        lgdt    gdt_register
        movl    $1, %eax
        movl    %eax, %cr0
        ljmp    $8, $protected
failed:
        hlt
        jmp     failed

        .code32
protected:
        movl    $16, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        cld
        movl    $BUFFER, %esi
        movl    $IMAGE, %edi
        movl    $SECTORS * 512, %ecx
        rep movsb
        ljmp    $8, $IMAGE

        .balign 8
packet: .word   16, SECTORS, 0, BUFFER >> 4
        .quad   1                       // the first sector to read
gdt:    .quad   0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF
gdt_register:
        .word   23
        .long   gdt
        .org    510
        .word   0xAA55
