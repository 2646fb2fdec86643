// A disk that boots the Host where nobody speaks multiboot: this sector, a sector for the command line, the image.
// It does what a multiboot loader does, and hands over the same structure.

SECTOR_BYTES = 512
COMMAND_LINE_SECTOR = 1                 // diff/wire/metal.hpp
IMAGE_SECTOR = 2
LOADED_AT = 0x7C00                      // where a BIOS puts the first sector
COMMAND_LINE = LOADED_AT + SECTOR_BYTES
BUFFER = 0x10000                        // the image, until it can go above 1 MiB
IMAGE = 0x100000
CHUNK_SECTORS = 32
CHUNK_BYTES = CHUNK_SECTORS * SECTOR_BYTES
DISK_BYTES = 16 * 63 * SECTOR_BYTES     // one cylinder of 16 heads, 63 sectors each

// Multiboot Specification 0.6.96, "Machine state".
MULTIBOOT_MAGIC = 0x2BADB002
HAS_COMMAND_LINE = 1 << 2

// Phoenix, "BIOS Enhanced Disk Drive Specification": extended read, and its packet.
EXTENDED_READ = 0x42

CR0_PROTECTION = 1
FAST_A20_PORT = 0x92
FAST_A20 = 2
CODE_SELECTOR = 8
DATA_SELECTOR = 16

        .section .disk, "awx", @progbits
        .code16
disk:
        cli
        cld
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %ss
        movw    $LOADED_AT, %sp
        sti

        movw    $COMMAND_LINE, packet_offset
        movw    $1, packet_sectors
        movl    $COMMAND_LINE_SECTOR, packet_lba
        call    read_sectors

        movw    $0, packet_offset
        movw    $BUFFER >> 4, packet_segment
        movw    $CHUNK_SECTORS, packet_sectors
        movl    $IMAGE_SECTOR, packet_lba
        movl    $image_bytes, %ebp
1:      call    read_sectors
        addw    $CHUNK_BYTES >> 4, packet_segment
        addl    $CHUNK_SECTORS, packet_lba
        subl    $CHUNK_BYTES, %ebp
        jg      1b

        inb     $FAST_A20_PORT, %al
        orb     $FAST_A20, %al
        outb    %al, $FAST_A20_PORT
        cli
        lgdt    gdt_register
        movl    %cr0, %eax
        orb     $CR0_PROTECTION, %al
        movl    %eax, %cr0
        ljmp    $CODE_SELECTOR, $protected

// dl is the drive, as the BIOS left it.
read_sectors:
        movb    $EXTENDED_READ, %ah
        movw    $packet, %si
        int     $0x13
        jc      failed
        ret
failed:
        hlt
        jmp     failed

        .code32
protected:
        movl    $DATA_SELECTOR, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    $BUFFER, %esi
        movl    $IMAGE, %edi
        movl    $image_bytes, %ecx
        rep movsb
        movl    $MULTIBOOT_MAGIC, %eax
        movl    $information, %ebx
        movl    $start, %ecx
        jmp     *%ecx

        .balign 4
packet:
        .byte   16, 0
packet_sectors:
        .word   0
packet_offset:
        .word   0
packet_segment:
        .word   0
packet_lba:
        .quad   0

// flags, memory (2), boot device, command line
information:
        .long   HAS_COMMAND_LINE, 0, 0, 0, COMMAND_LINE

        .balign 8
gdt:
        .quad   0
        .quad   0x00CF9B000000FFFF      // flat code
        .quad   0x00CF93000000FFFF      // flat data
gdt_register:
        .word   gdt_register - gdt - 1
        .long   gdt

        .org    SECTOR_BYTES - 2
        .word   0xAA55
        .org    2 * SECTOR_BYTES
        .incbin HOST_IMAGE
        .org    DISK_BYTES
