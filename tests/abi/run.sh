#!/bin/sh
# Runs a 32-bit program: by the kernel, or by QEMU's user mode where the kernel runs none.
"$@"
status=$?
[ $status -eq 126 ] || exit $status
exec qemu-i386 "$@"
