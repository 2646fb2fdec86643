// An iret within virtual-8086 mode with an eip above 0xFFFF is #GP(0), for that is the limit of cs there: SDM vol. 2A,
// "IRET/IRETD/IRETQ". eip still is that of the iret. QEMU and Bochs return: QEMU runs what is there; Bochs raises #GP(0) only
// when it fetches it.
#include "machine.S"
program:
        movw    $0x0B0F, FREE           // ud2, where segment 0xFFFF has offset 0x100010
        resume_at 2f
        enter_virtual_8086 1f
1:      .code16
        pushl   $FIXED | IOPL3
        pushl   $0xFFFF
        pushl   $FREE - IMAGE + 16
there:  iretl
        .code32
2:      check   "eip", eip, (there - IMAGE + 16), (FREE - IMAGE + 16)
        jmp     verdict
