#!/bin/sh
# run.sh NAME qemu|bochs: boots a program that make has built (in $OUT, ./build by default) and prints what it says.
# Ends with 0 if there was a verdict, 77 if the emulator is not installed.
name=$1 emulator=$2 seconds=30
out=$(realpath "${OUT:-build}")
bios=/usr/share/bochs/BIOS-bochs-legacy

if [ ! -f "$out/$name.img" ]; then
    echo "$out/$name.img is not there; make builds it" >&2
    exit 2
fi

run_qemu() {
    # An end by isa-debug-exit has a status other than 0; a reset has 0.
    timeout $seconds qemu-system-i386 -accel tcg -m 16 -kernel "$out/$name.elf" -display none -nodefaults -no-reboot \
        -device isa-debug-exit,iobase=0xf4,iosize=4 -debugcon stdio </dev/null
}

# Debian's Bochs is a debugger: it waits to be told to go on. It prints words of its own between the program's lines.
run_bochs() {
    folder=$(mktemp -d)
    cp "$out/$name.img" "$folder/disk.img"
    echo c >"$folder/commands"
    cat >"$folder/bochsrc" <<END
megs: 16
cpu: ips=100000000
romimage: file=$bios
vgaromimage: file=/dev/null
ata0-master: type=disk, path=disk.img, mode=flat, cylinders=1, heads=16, spt=63
boot: disk
display_library: rfb, options="timeout=0"
port_e9_hack: enabled=1
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
log: log
END
    (cd "$folder" && timeout $seconds bochs -q -f bochsrc -rc commands </dev/null 2>errors)
    rm -rf "$folder"
}

case $emulator in
qemu) program=qemu-system-i386 ;;
bochs) program=bochs ;;
*)
    echo "usage: run.sh NAME qemu|bochs" >&2
    exit 2
    ;;
esac
if ! command -v $program >/dev/null || { [ "$emulator" = bochs ] && [ ! -f $bios ]; }; then
    echo "skipped: there is no $program here (packages qemu-system-x86; bochs, bochsbios)"
    exit 77
fi
said=$(run_"$emulator" | grep -aE '^(expected|found|departs|as specified)')
echo "$said"
echo "$said" | grep -qE '^(departs|departs otherwise|as specified)$'
