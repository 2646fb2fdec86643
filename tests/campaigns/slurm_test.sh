#!/bin/sh
# slurm_test.sh TRAPSPEC SBATCH_FILE: an array job on a real Slurm of one node comes to the same as one run. Starts the
# daemons for itself, in a folder of its own, and ends with 77 (skipped) where they are not installed or do not start.
set -eu
trapspec=$1
job=$2
tasks=3
options="--seed 3 --cases 6000"

skip() {
    echo "SKIPPED: $*"
    exit 77
}

for program in munged slurmctld slurmd sbatch sinfo; do
    PATH=$PATH:/usr/sbin command -v $program > /dev/null || skip "no $program; Debian has munge, slurmctld, slurmd, slurm-client"
done
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || skip "slurmd wants to be root"

folder=$(mktemp -d /tmp/trapspec-slurm-XXXXXX)
pids=
clean_up() {
    for pid in $pids; do
        kill "$pid" 2> /dev/null || true
    done
    wait
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
chmod 755 "$folder"
mkdir "$folder/munge" "$folder/state" "$folder/spool" "$folder/runs"
chmod 700 "$folder/munge"

head -c 1024 /dev/urandom > "$folder/munge/key"
chmod 600 "$folder/munge/key"
socket=$folder/munge.sock
munged --foreground --force --key-file="$folder/munge/key" --socket="$socket" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" > "$folder/munged.out" 2>&1 &
pids="$pids $!"

host=$(hostname -s)
base=$((20000 + $$ % 20000))
cat > "$folder/slurm.conf" << EOF
ClusterName=trapspec
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmdPort=$((base + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=4 RealMemory=1000 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF="$folder/slurm.conf"

tries=0
until [ -S "$socket" ]; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || skip "munged does not start: $(cat "$folder/munged.out")"
    sleep 0.1
done
slurmctld -D > "$folder/slurmctld.out" 2>&1 &
pids="$pids $!"
slurmd -D -N "$host" > "$folder/slurmd.out" 2>&1 &
pids="$pids $!"
tries=0
until sinfo --noheader --format=%T 2> /dev/null | grep -q idle; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || skip "Slurm does not start: $(tail -n 3 "$folder/slurmctld.out" "$folder/slurmd.out")"
    sleep 0.2
done

export TRAPSPEC="$trapspec" TRAPSPEC_RUNS="$folder/runs" TRAPSPEC_OPTIONS="$options"
cd "$folder"
timeout 120 sbatch --wait --array=1-$tasks --chdir="$folder" "$job"
cat "$folder"/trapspec-*.out

# Without what differs by nature: how long it took.
report() {
    "$trapspec" report --json "$@" | grep -v '"seconds"'
}
# shellcheck disable=SC2086 # the options are words
"$trapspec" fuzz $options --corpus "$folder/whole" --save "$folder/save"
report "$folder/whole" > "$folder/one"
report --merge "$folder"/runs/* > "$folder/merged"
diff "$folder/one" "$folder/merged"
echo "an array job of $tasks tasks came to the same as one run"
