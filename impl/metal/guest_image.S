// The Guest, as the Host carries it.
        .section .rodata
        .balign 4
        .globl  guest_image, guest_image_end
guest_image:
        .incbin GUEST_IMAGE
guest_image_end:
