// From virtual-8086 mode a handler must be in ring 0: a gate to code of DPL 1 is #GP with the selector of that code: SDM vol.
// 2A, "INT n/INTO/INT3/INT1". QEMU enters it, in ring 1.
#include "machine.S"
program:
        movw    $CODE1, idt + 8 * HERE + 2
        resume_at 2f
        enter_virtual_8086 1f
1:      int     $HERE
2:      check   "vector", vector, GP, HERE
        check   "error code", error, CODE1 & ~3, 0
        jmp     verdict
