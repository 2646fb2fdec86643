// INT1 (opcode F1, "ICEBP") raises #DB, vector 1, like a trap from the debug registers: SDM vol. 2A, "INT
// n/INTO/INT3/INT1". QEMU takes it for an invalid opcode: #UD, vector 6.
#include "machine.S"
program:
        resume_at 1f
        .byte   0xF1
1:      check   "vector", vector, 1, UD
        jmp     verdict
