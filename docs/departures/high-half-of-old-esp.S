// esp of a new stack comes from the TSS, all 32 bits of it, also where the stack is a 16-bit one, which moves only sp: SDM
// vol. 2A, "INT n/INTO/INT3/INT1". In QEMU and Bochs its high half is that of the old stack's.
#include "machine.S"
program:
        descriptor ODD, FREE, 0xFFFF, DATA | DPL1, BYTES_16
        movl    $ODD | 1, tss_ss1
        movl    $0x55551000, tss_esp1
        movl    $2f, %eax
        movw    %ax, idt + 8 * HERE
        movw    $CODE1, idt + 8 * HERE + 2
        resume_at 3f
        enter   CODE3, 1f, DATA3, STACK3
1:      int     $HERE
2:      movl    %esp, %eax
        int     $THERE
3:      check   "vector", vector, THERE, THERE
        check   "esp", eax, (0x55551000 - 20), ((STACK3 & 0xFFFF0000) + 0x1000 - 20)
        jmp     verdict
