// A 16-bit gate has an offset of 16 bits; the upper ones of the handler's eip are clear, whatever the last word of the gate
// holds: SDM vol. 2A, "INT n/INTO/INT3/INT1". QEMU takes that word for the offset's upper half.
#include "machine.S"
program:
        movb    $0xE6, idt + 8 * 0x20 + 5       // a 16-bit interrupt gate
        movl    $1f, %eax
        movw    %ax, idt + 8 * 0x20
        shrl    $16, %eax
        movw    %ax, idt + 8 * 0x20 + 6         // not clear
        movzwl  idt + 8 * 0x20, %eax
        movw    $THERE << 8 | 0xCD, (%eax)      // `int $THERE`, in the first 64 KiB
        resume_at 2f
        int     $0x20
1:      int     $HERE
2:      check   "vector", vector, THERE, HERE
        jmp     verdict
