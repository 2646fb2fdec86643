// With TF set there is a single-step trap after every instruction: SDM vol. 3B, "Single-Step Exception Condition". That STI
// holds off maskable interrupts for one instruction more (vol. 2B, "STI") is not said of debug exceptions. QEMU has no trap
// after STI, only one after the instruction behind it.
#include "machine.S"
program:
        resume_at 4f
        pushl   $FIXED | TF
        pushl   $CODE0
        pushl   $1f
        iretl
1:      sti
2:      nop
3:      nop
4:      check   "vector", vector, 1, 1
        check   "eip", eip, 2b, 3b
        jmp     verdict
