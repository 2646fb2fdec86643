// RF is cleared by the completion of every instruction but the few that set it (iret, popf, a task switch), and INT n
// pushes it clear: SDM vol. 3B, "Instruction-Breakpoint Exception Condition". QEMU leaves RF set after NOP, and INT n pushes
// it.
#include "machine.S"
program:
        resume_at 2f
        pushl   $FIXED | RF
        pushl   $CODE0
        pushl   $1f
        iretl
1:      nop
        int     $HERE
2:      check   "vector", vector, HERE, HERE
        check   "eflags", eflags, FIXED, FIXED | RF
        jmp     verdict
