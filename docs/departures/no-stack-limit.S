// A frame that does not lie within the limit of the new stack's segment is #SS with its selector: SDM vol. 2A, "INT
// n/INTO/INT3/INT1"; vol. 3A, "Stack Fault Exception (#SS)". QEMU does not look at the limit.
#include "machine.S"
program:
        descriptor ODD, FREE, 0xFFF, DATA | DPL1, BYTES_32
        movl    $ODD | 1, tss_ss1
        movl    $0x1100, tss_esp1
        movw    $CODE1, idt + 8 * HERE + 2
        resume_at 2f
        enter   CODE3, 1f, DATA3, STACK3
1:      int     $HERE
2:      check   "vector", vector, SS, HERE
        check   "error code", error, ODD, 0
        jmp     verdict
