// RF is pushed set for faults; a double fault is an abort: SDM vol. 3B, "Instruction-Breakpoint Exception Condition"; vol. 3A,
// "Double Fault Exception (#DF)". Here #DE finds its gate not present. Bochs pushes RF set.
#include "machine.S"
program:
        movb    $0x6E, idt + 5                   // an interrupt gate that is not present
        resume_at 1f
        movl    $0, %ecx
        divl    %ecx
1:      check   "vector", vector, 8, 8
        check   "eflags", eflags, FIXED, FIXED | RF
        jmp     verdict
