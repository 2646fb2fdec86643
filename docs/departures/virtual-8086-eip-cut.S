// An iret to virtual-8086 mode with an eip above 0xFFFF is #GP(0), for that is the limit of cs there: SDM vol. 2A,
// "IRET/IRETD/IRETQ". QEMU and Bochs drop the high half of eip.
#include "machine.S"
program:
        resume_at 2f
        enter_virtual_8086 1f, high_eip=0x10000
1:      int     $HERE
2:      check   "vector", vector, GP, HERE
        check   "error code", error, 0, 0
        jmp     verdict
