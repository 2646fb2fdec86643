// The stack of ring 1 is six bytes of the TSS, esp1 and ss1; a TSS that ends with them is large enough: SDM vol. 2A, "INT
// n/INTO/INT3/INT1". (Editions of 2007 and before want two bytes more there.) QEMU and Bochs want these two, or raise #TS.
#include "machine.S"
program:
        movb    $0x89, gdt + TASK + 5           // not busy
        movw    $17, gdt + TASK                 // the limit; ss1 is at 16
        movl    $TASK, %eax
        ltr     %ax
        movw    $CODE1, idt + 8 * HERE + 2
        resume_at 2f
        enter   CODE3, 1f, DATA3, STACK3
1:      int     $HERE
2:      check   "vector", vector, HERE, TS
        check   "error code", error, 0, TASK
        jmp     verdict
