// Only an iret in ring 0 goes to virtual-8086 mode. In another ring VM in its frame is left alone, and so is IOPL: SDM
// vol. 2A, "IRET/IRETD/IRETQ". QEMU goes to virtual-8086 mode from every ring, and takes all flags of the frame: a user
// gives itself IOPL 3.
#include "machine.S"
PLACE = 0x5000
program:
        movw    $HERE << 8 | 0xCD, PLACE                // `int $HERE`, for ring 3
        movw    $THERE << 8 | 0xCD, PLACE + 16 * CODE3  // `int $THERE`, where virtual-8086 mode has it
        resume_at 2f
        enter   CODE3, 1f, DATA3, STACK3
1:      .rept   6
        pushl   $0                                      // gs, fs, ds, es, ss, esp
        .endr
        pushl   $FIXED | VM | IOPL3
        pushl   $CODE3
        pushl   $PLACE
        iretl
2:      check   "vector", vector, HERE, THERE
        check   "eflags", eflags, FIXED, FIXED | VM | IOPL3
        jmp     verdict
