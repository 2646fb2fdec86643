// From virtual-8086 mode a handler in ring 1 is refused, #GP with the selector of its code, before its stack is looked for in
// the TSS: SDM vol. 2A, "INT n/INTO/INT3/INT1". Here the TSS ends before ss1. Bochs finds that first: #TS.
#include "machine.S"
program:
        movw    $CODE1, idt + 8 * HERE + 2
        resume_at 2f
        enter_virtual_8086 1f
1:      int     $HERE
2:      check   "vector with all of the TSS", vector, GP, GP
        movb    $0x89, gdt + TASK + 5           // not busy
        movw    $16, gdt + TASK                 // the limit
        movl    $TASK, %eax
        ltr     %ax
        resume_at 4f
        enter_virtual_8086 3f
3:      int     $HERE
4:      check   "vector", vector, GP, TS
        check   "error code", error, CODE1 & ~3, TASK
        jmp     verdict
