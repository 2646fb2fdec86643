// A fault pushes eflags with RF set, so that its instruction, when restarted, does not meet its instruction breakpoint
// again: SDM vol. 3B, "Instruction-Breakpoint Exception Condition". QEMU pushes RF as it was.
#include "machine.S"
program:
        resume_at 1f
        ud2
1:      check   "vector", vector, UD, UD
        check   "eflags", eflags, FIXED | RF, FIXED
        jmp     verdict
