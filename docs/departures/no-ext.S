// EXT, bit 0 of an error code, is set where the fault came up while another exception was delivered: SDM vol. 3A, "Error
// Code". Here #UD finds its gate not present. The error code names that gate (8 times its vector, and 2 for the IDT). QEMU
// leaves EXT clear.
#include "machine.S"
program:
        movb    $0x6E, idt + 8 * UD + 5          // an interrupt gate that is not present
        resume_at 1f
        ud2
1:      check   "vector", vector, NP, NP
        check   "error code", error, 8*UD+3, 8*UD+2
        jmp     verdict
