// Where several words of an iret's frame have no page the SDM does not say which is reported: vol. 2A, "IRET/IRETD/IRETQ".
// On an Intel Xeon (and in Bochs) it is the highest. QEMU reads from the lowest up.
#include "machine.S"
program:
        movl    $FREE, PAGE_TABLE + FREE / 1024         // not present
        movl    $FREE + 0x1000, PAGE_TABLE + FREE / 1024 + 4
        call    paging_on
        resume_at 2f
        enter   CODE3, 1f, DATA3, FREE + 0xFFC          // eip on the one page, cs and eflags on the other
1:      iretl
2:      check   "vector", vector, PF, PF
        check   "cr2", cr2, FREE + 0x1004, FREE + 0xFFC
        jmp     verdict
