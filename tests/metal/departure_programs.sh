#!/bin/sh
# departure_programs.sh qemu|bochs ROOT OUT: each program of docs/departures says what the table of diff/cpu/departures.cpp
# does: it departs where the table lists the emulator, and nowhere else. Ends with 77 (skipped) where something is not
# installed, or the emulator is another release than the table's.
set -u
emulator=$1 root=$2 out=$3
programs=$root/docs/departures
case $emulator in
qemu) command='qemu-system-i386 --version' release='version 7\.2\.' ;;
bochs) command='bochs --help' release='Emulator 2\.7$' ;;
esac
# On QEMU another departure than the program's comes first: docs/departures/README.md.
elsewhere_otherwise=' tail-beyond-code-limit limit-word-by-word tss-read-before-ring-is-refused '

skip() {
    echo "SKIPPED: $*"
    exit 77
}
for program in make objcopy ${command%% *}; do
    command -v "$program" > /dev/null || skip "no $program"
done
$command < /dev/null 2>&1 | grep -q "$release" || skip "not the release that the table is of"

make -C "$programs" OUT="$out" > "$out.log" 2>&1 || { cat "$out.log"; exit 1; }

# name:on_qemu, on_bochs or on_both; an entry may be on several lines.
table=$(tr -d '\n' < "$root/diff/cpu/departures.cpp" |
    grep -oE '"[a-z0-9-]+", *"A-[A-Z]+-[0-9]+", *on_[a-z]+' | sed -E 's/"([^"]+)".* (on_[a-z]+)/\1:\2/')
names_of_table=$(echo "$table" | sed 's/:.*//' | sort)
names_of_programs=$(cd "$programs" && printf '%s\n' *.S | grep -vxE '(boot|machine)\.S' | sed 's/\.S$//' | sort)
if [ "$names_of_table" != "$names_of_programs" ]; then
    printf 'the table has\n%s\nand there are programs for\n%s\n' "$names_of_table" "$names_of_programs"
    exit 1
fi

failures=0
for entry in $table; do
    name=${entry%:*} where=${entry#*:}
    wanted='as specified'
    case $where in
    on_both | "on_$emulator") wanted=departs ;;
    *) case $elsewhere_otherwise in *" $name "*) wanted='departs otherwise' ;; esac ;;
    esac
    said=$(OUT=$out "$programs/run.sh" "$name" "$emulator")
    status=$?
    if [ $status = 77 ]; then
        skip "$said"
    fi
    verdict=$(echo "$said" | tail -n 1)
    if [ "$verdict" = "$wanted" ]; then
        echo "ok      $name: $verdict"
    else
        failures=$((failures + 1))
        printf 'FAILED  %s: wanted "%s", and it said\n%s\n' "$name" "$wanted" "$said"
    fi
done
echo "$failures of $(echo "$table" | wc -l) failed on $emulator"
[ $failures = 0 ]
