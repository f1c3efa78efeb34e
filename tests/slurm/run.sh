#!/usr/bin/env bash
# run.sh QUIVER FOLDER [UNITS]: a sweep on a real Slurm of one node, whose slurmd is killed and started again twice in the middle, the second
# time with its tasks. Every unit must finish, none twice, with the table of the local engine. QUIVER is quiver.dll or the program.
# Exit code 77 where Slurm is not installed.
set -uo pipefail
program=$(realpath "$1")
out=$(mkdir -p "$2" && cd "$2" && pwd)
units=${3:-20}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/slurm/cluster.sh
. "$here/cluster.sh"
if reason=$(cluster_missing); then echo "skipped: $reason" >&2; exit 77; fi
fail() { echo "slurm: $*" >&2; exit 1; }
quiver() { case $program in *.dll) dotnet "$program" "$@" ;; *) "$program" "$@" ;; esac; }
rm -rf "$out/cluster" "$out/slurm" "$out/local"
trap cluster_stop EXIT
cluster_start "$out/cluster" || fail "the cluster does not start"
echo "$(sinfo --version) with $(nproc) cores"

cat >"$out/plan.json" <<PLAN
{
  "command": "grid",
  "options": { "dim": 2, "height": 8, "iterations": 250, "checkpoint-every": 20 },
  "grid": { "seed": [$(seq -s, 0 $((units - 1)))] },
  "figures": ["mean."]
}
PLAN
printf '#SBATCH --partition=test\n#SBATCH --cpus-per-task=1\n' >"$out/template"
finished() { grep -ls '"state": "finished"' "$out"/slurm/units/*/run.json 2>/dev/null | wc -l; }
until_finished() { while [ "$(finished)" -lt "$1" ] && kill -0 "$sweep" 2>/dev/null; do sleep 0.2; done; }

begin=$SECONDS
quiver sweep "$out/plan.json" --out "$out/slurm" --engine slurm --processes 2 --poll 1 --template "$out/template" --retries 3 \
  --json "$out/slurm.json" >"$out/log" 2>&1 &
sweep=$!
until_finished $((units / 4))
echo "killed slurmd after $(finished) units"
node_kill
sleep 4
node_start
until_finished $((units / 2))
sleep 1
echo "killed slurmd and its tasks after $(finished) units"
node_kill all
sleep 10
node_start
wait "$sweep"
code=$?
[ $code = 0 ] || { tail -n 20 "$out/log" >&2; fail "the sweep ends with $code"; }
echo "all $(finished) of $units units finished after $((SECONDS - begin)) s"
[ "$(finished)" = "$units" ] || fail "units are missing"

# What Slurm wrote of every task's end: one success for each.
python3 - "$out/cluster/jobs.log" "$units" <<'PYTHON' || fail "a unit ran twice"
import collections, re, sys
ends = [dict(re.findall(r'(\w+)=(\S+)', line)) for line in open(sys.argv[1])]
states = collections.Counter(e['JobState'] for e in ends)
print('ends by state:', dict(states))
sys.exit(0 if states['COMPLETED'] == int(sys.argv[2]) else 1)
PYTHON
attempts=$(sed -n 's/.*"attempts": \([0-9]*\).*/\1/p' "$out"/slurm/units/*/run.json | sort | uniq -c | awk '{ printf "%s%d units in %d", sep, $1, $2; sep = ", " }')
echo "processes: $attempts"
quiver sweep "$out/plan.json" --out "$out/local" --processes 2 >"$out/log" 2>&1 || fail "the local sweep fails"
cmp "$out/slurm/summary.csv" "$out/local/summary.csv" || fail "the tables differ"
echo "summary.csv equals the local engine's"
