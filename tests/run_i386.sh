#!/bin/sh
# run_i386.sh PROGRAM [ARGUMENT...]: becomes a 32-bit program, or QEMU's user mode running it where the kernel runs none.
# That is seen by a run without arguments, which is to do nothing.
status=0
"$1" </dev/null >/dev/null 2>&1 3>&- 4>&- || status=$?
[ $status -eq 126 ] && exec qemu-i386 "$@"
exec "$@"
