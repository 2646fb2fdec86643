// A new stack whose segment is not present is #SS with its selector: SDM vol. 2A, "INT n/INTO/INT3/INT1"; vol. 3A, "Stack
// Fault Exception (#SS)". QEMU raises #TS, with the same error code.
#include "machine.S"
program:
        descriptor ODD, 0, 0xFFFFF, ABSENT_DATA | DPL1, PAGES_32
        movl    $ODD | 1, tss_ss1
        movw    $CODE1, idt + 8 * HERE + 2
        resume_at 2f
        enter   CODE3, 1f, DATA3, STACK3
1:      int     $HERE
2:      check   "vector", vector, SS, TS
        check   "error code", error, ODD, ODD
        jmp     verdict
