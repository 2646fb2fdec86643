// An iret to an outer ring reads a doubleword for ss, and drops its high half: SDM vol. 2A, "IRET/IRETD/IRETQ". Here that half
// lies on a page that is not present: #PF. Bochs reads the low half only.
#include "machine.S"
program:
        movl    $FREE + 0x1000, PAGE_TABLE + FREE / 1024 + 4
        call    paging_on
        movl    $FREE + 0x1000, %esp
        pushw   $DATA3
        pushl   $STACK3
        pushl   $FIXED
        pushl   $CODE3
        pushl   $1f
        resume_at 2f
        iretl
1:      int     $HERE
2:      check   "vector", vector, PF, HERE
        jmp     verdict
