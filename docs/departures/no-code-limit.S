// An instruction of which a byte lies beyond the limit of the code segment is #GP(0) when it is fetched: SDM vol. 3A, "Limit
// Checking". Here NOP is the last byte within. QEMU checks the target of a far jump, but not what is run from there on.
#include "machine.S"
program:
        resume_at 2f
        descriptor ODD, IMAGE, 0, CODE, BYTES_32
        movw    $last - image, gdt + ODD
        ljmp    $ODD, $last - image
last:   nop
        int     $HERE
2:      check   "vector", vector, GP, HERE
        check   "error code", error, 0, 0
        jmp     verdict
