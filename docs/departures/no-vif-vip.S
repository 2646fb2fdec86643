// An iret in ring 0, with operand size 32, takes VIF and VIP from its frame: SDM vol. 2A, "IRET/IRETD/IRETQ". QEMU leaves
// them as they were.
#include "machine.S"
program:
        resume_at 2f
        pushl   $FIXED | VIF_VIP
        pushl   $CODE0
        pushl   $1f
        iretl
1:      int     $HERE
2:      check   "vector", vector, HERE, HERE
        check   "eflags", eflags, FIXED | VIF_VIP, FIXED
        jmp     verdict
