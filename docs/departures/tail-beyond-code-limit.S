// An instruction of which a byte lies beyond the limit of the code segment is #GP(0): SDM vol. 3A, "Limit Checking". Bochs
// checks its end only when it decodes it, and keeps what it decoded by physical address: one that ran before, under another
// limit, runs if its first byte is within. Here that is the second of two that end alike.
#include "machine.S"
program:
        descriptor ODD, IMAGE, 0, CODE, BYTES_32
        resume_at 2f
        movw    $1f - image, gdt + ODD
        ljmp    $ODD, $1f - image
1:      int     $HERE
2:      check   "vector of what never ran", vector, GP, GP
        resume_at 4f
        ljmp    $CODE0, $3f
3:      int     $HERE
4:      check   "vector without a limit", vector, HERE, HERE
        resume_at 5f
        movw    $3b - image, gdt + ODD
        ljmp    $ODD, $3b - image
5:      check   "vector of what ran before", vector, GP, HERE
        jmp     verdict
