// Whether a new stack has room for the whole frame is asked before anything is pushed: SDM vol. 2A, "INT n/INTO/INT3/INT1".
// Here three words of five lie in an expand-down segment. Bochs pushes these three, and then raises #SS.
// (A CPU of Intel's was seen to take the words of an iret's frame one by one, too.)
#include "machine.S"
program:
        descriptor ODD, FREE, 0xFFF, EXPAND_DOWN | DPL1, BYTES_32
        movl    $ODD | 1, tss_ss1
        movl    $0x1000 + 12, tss_esp1
        movw    $CODE1, idt + 8 * HERE + 2
        movl    $0, FREE + 0x1008
        resume_at 2f
        enter   CODE3, 1f, DATA3, STACK3
1:      int     $HERE
2:      check   "vector", vector, SS, SS
        check   "word of ss", FREE + 0x1008, 0, DATA3
        jmp     verdict
