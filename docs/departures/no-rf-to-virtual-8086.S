// An iret to virtual-8086 mode takes all flags of its frame: SDM vol. 2A, "IRET/IRETD/IRETQ". With RF the first instruction
// there does not meet its instruction breakpoint: SDM vol. 3B, "Instruction-Breakpoint Exception Condition". QEMU leaves RF
// alone, so that who returns from the handler of a breakpoint meets it again for ever. (The code lies where segment 0 has it:
// QEMU 7.2 does not survive a breakpoint in a segment with another base.)
#include "machine.S"
PLACE = 0x5000
program:
        movw    $HERE << 8 | 0xCD, PLACE        // `int $HERE`
        movl    $PLACE, %eax
        movl    %eax, %dr0
        movl    $1, %eax                        // for instructions
        movl    %eax, %dr7
        resume_at 1f
        .rept   6
        pushl   $0                              // gs, fs, ds, es, ss, esp
        .endr
        pushl   $FIXED | VM | IOPL3 | RF
        pushl   $0
        pushl   $PLACE
        iretl
1:      check   "vector", vector, HERE, 1
        jmp     verdict
