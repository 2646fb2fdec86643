// An iret to an outer ring whose stack segment is not present is #SS with its selector: SDM vol. 2A, "IRET/IRETD/IRETQ";
// vol. 3A, "Stack Fault Exception (#SS)". QEMU and Bochs raise #NP, with the same error code.
#include "machine.S"
program:
        descriptor ODD, 0, 0xFFFFF, ABSENT_DATA | DPL3, PAGES_32
        resume_at 2f
        enter   CODE3, 1f, ODD | 3, STACK3
1:      int     $HERE
2:      check   "vector", vector, SS, NP
        check   "error code", error, ODD, ODD
        jmp     verdict
