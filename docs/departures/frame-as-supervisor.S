// What iret reads of its stack is read with the CPL: in ring 3, a supervisor's page is #PF, and the error code says present
// and user: SDM vol. 3A, "Determination of Access Rights", "Page-Fault Exception (#PF)". QEMU reads it as a supervisor. (It
// also writes the frame of a handler in ring 3 so.)
#include "machine.S"
program:
        movl    $FREE | 3, PAGE_TABLE + FREE / 1024
        call    paging_on
        movl    $2f, FREE
        movl    $CODE3, FREE + 4
        movl    $FIXED, FREE + 8
        resume_at 3f
        enter   CODE3, 1f, DATA3, FREE
1:      iretl
2:      int     $HERE
3:      check   "vector", vector, PF, HERE
        check   "error code", error, 5, 0
        jmp     verdict
