#!/usr/bin/env bash
# run.sh QUIVER FOLDER [--kills N] [--seed N] [NAME...]: kills runs of all long commands (SIGKILL, at moments drawn from the seed), resumes
# them, and compares what they end with with a run that nobody disturbed: result.json but for the named times, and metrics.jsonl whole.
# QUIVER is the built quiver.dll or the program; N kills for each command (default 7), half of them one after another in one run.
# Prints a table in Markdown and ends with 1 where a run differs.
set -uo pipefail
program=$(realpath "$1")
out=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
kills=7
seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --kills) kills=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    *) break ;;
  esac
done
cd "$(dirname "$0")/../.."
data=$PWD/data
RANDOM=$seed
quiver() { case $program in *.dll) exec dotnet "$program" "$@" ;; *) exec "$program" "$@" ;; esac; }

# The course of a search must not depend on how busy the machine is, and a short run must have something to go on from.
export QUIVER_PATIENCE=100000 QUIVER_SNAPSHOT_SECONDS=0.2

mkdir -p "$out/scan"
cp "$data"/molecules/h2.fcidump "$out/scan/a.fcidump"
cp "$data"/molecules/h2.fcidump "$out/scan/b.fcidump"

declare -A lines=(
  [group]="group $data/molecules/h4.fcidump --method si,rlf,annealing --time 2s"
  [group-capped]="group $data/molecules/h4.fcidump --method annealing --max-groups 9 --time 2s --seed 3"
  [group-learned]="group $data/molecules/h2.fcidump --method gflownet --train-share 0.5 --time 2s"
  [group-scan]="group-scan $out/scan --time 1s"
  [measure]="measure $data/molecules/h4.fcidump --shots 20000 --repeat 60"
  [bench-measure]="bench measure $data/molecules/h2.fcidump $data/molecules/h4.fcidump --repeat 20 --shots 200 --estimators grouped,split --time 1s"
  [bench-split]="bench measure --table split $data/molecules/h4.fcidump --searches 2"
  [design]="circuits design $data/molecules/h2.fcidump --fits 3000 --rounds 6 --verify no"
  [design-noise]="circuits design $data/molecules/h2.fcidump --noise $data/devices/heron-like.json --fits 600 --rounds 3 --verify no"
  [design-target]="circuits design $data/molecules/h4.fcidump --time 2s --method annealing --verify no"
  [design-samples]="circuits design $data/molecules/h2.fcidump --method samples --fits 800 --rounds 4 --verify no"
  [design-classifier]="circuits design classify:$data/classification/iris.csv --time 3s --method annealing --angles 8 --folds 3 --verify no"
  [vqe]="vqe $data/molecules/h4.fcidump --ansatz hea,uccsd --verify no"
  [vqe-adapt]="vqe $data/molecules/h4.fcidump --ansatz adapt,qubit-adapt --verify no"
  [train-grouping]="train-grouping $data/molecules/h2.fcidump $data/molecules/h4.fcidump --time 4s --save @.policy"
  [grid]="grid --dim 2 --height 8 --iterations 300 --checkpoint-every 20"
  [bits]="bits --bits 12 --word 3 --iterations 150 --checkpoint-every 20"
  [ising]="ising --side 3 --iterations 150 --checkpoint-every 20"
  [links-events]="links train $data/temporal/quiver-git.csv --epochs 2"
  [links-gcn]="links train $data/temporal/quiver-git.csv --model gcn --interval 7d --epochs 8"
)
names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(printf '%s\n' "${!lines[@]}" | sort)

# @ in a line is the run's folder.
begin() { local line=${2//@/$1}; quiver $line --run "$1"; }

# What is compared: everything but the command line (it names the folder) and times, rates and memory; a policy whole.
steady() {
  [ ! -e "$1.policy" ] || cat "$1.policy"
  [ ! -e "$1/result.json" ] || grep -Ev '"(command|[A-Za-z]*[sS]econds[A-Za-z]*|[A-Za-z]*PerSecond|msPer[A-Za-z]*|peakMemory[A-Za-z]*|stateBuild[A-Za-z]*)":' "$1/result.json"
  cat "$1"/*metrics.jsonl 2>/dev/null
  true
}

now() { date +%s%N; }
status=0
total=0
echo "| command | whole run, s | kills | while it worked | equal |"
echo "|---|---|---|---|---|"
for name in "${names[@]}"; do
  line=${lines[$name]:?there is no command $name: use ${!lines[*]}}
  base=$out/$name
  rm -rf "$base"
  mkdir -p "$base"
  started=$(now)
  (begin "$base/whole" "$line") >"$base/log" 2>&1
  code=$?
  lasted=$(( ($(now) - started) / 1000000 ))
  if [ $code != 0 ] && [ $code != 3 ]; then echo "$name: the whole run ends with $code: $(tail -n 1 "$base/log")" >&2; status=1; continue; fi
  left=$kills
  hit=0
  equal=yes
  round=0
  while [ "$left" -gt 0 ]; do
    # First a run of one kill, then one of many.
    round=$((round + 1))
    many=$(( round % 2 == 1 ? 1 : (left < 4 ? left : 4) ))
    cut=$base/cut-$round
    for ((k = 0; k < many; k++)); do
      if [ -e "$cut/run.json" ]; then
        (quiver --resume "$cut") >>"$base/log" 2>&1 &
      else
        rm -rf "$cut"
        (begin "$cut" "$line") >>"$base/log" 2>&1 &
      fi
      pid=$!
      sleep "$(awk -v r=$RANDOM -v t=$lasted 'BEGIN { printf "%.3f", r / 32768 * t / 1000 }')"
      kill -9 $pid 2>/dev/null && hit=$((hit + 1))
      wait $pid 2>/dev/null
      left=$((left - 1))
      total=$((total + 1))
    done
    if [ -e "$cut/run.json" ]; then (quiver --resume "$cut") >>"$base/log" 2>&1; else rm -rf "$cut"; (begin "$cut" "$line") >>"$base/log" 2>&1; fi
    code=$?
    if [ $code != 0 ] && [ $code != 3 ]; then echo "$name: $cut ends with $code: $(tail -n 1 "$base/log")" >&2; equal="**no** ($(basename "$cut"))"; status=1; continue; fi
    steady "$base/whole" >"$base/a"
    steady "$cut" >"$base/b"
    [ -s "$base/a" ] || { echo "$name: the whole run left nothing to compare" >&2; status=1; }
    if ! cmp -s "$base/a" "$base/b"; then
      equal="**no** ($(basename "$cut"))"
      status=1
      diff "$base/a" "$base/b" | head -n 6 >&2
    fi
  done
  echo "| \`${line//$data\//data/}\` | $(awk -v t=$lasted 'BEGIN { printf "%.1f", t / 1000 }') | $kills | $hit | $equal |" | sed "s|$out/||g"
done
echo
echo "$total kills."
exit $status
