#!/bin/bash
# grouping-runs.sh FOLDER OPERATORS [TIME [SEEDS]]: the runs behind the table of docs/grouping.md, one after another, on two idle cores.
# OPERATORS holds the public fermionic operators (NAME_sto3g_1A_fermion.txt) and the Pauli text of H4; TIME is 120s, SEEDS "0 1 2".
# A run whose JSON exists is not repeated. Then: grouping-table.py FOLDER
set -eu
out=$1 operators=$2 time=${3:-120s} seeds=${4:-0 1 2}
quiver=${QUIVER:-dotnet $(dirname "$0")/../src/Cli/bin/Release/net10.0/linux-x64/quiver.dll}
mkdir -p "$out"
run() { # NAME FILE ELECTRONS CAP
  for seed in $seeds; do
    for cap in 0 "$4"; do
      json=$out/$1-$cap-$seed.json
      [ "$cap" = 0 ] && limit=() || limit=(--max-groups "$cap")
      [ -s "$json" ] || $quiver group "$operators/$2" --electrons "$3" --ms2 0 --state fci --method si,annealing --time "$time" --seed "$seed" \
        ${limit[@]+"${limit[@]}"} --json "$json" >/dev/null
      if [ "$4" = 0 ]; then break; fi
    done
  done
}
run h4 h4_chain_sto3g_1A_jw_blocked.txt 4 0
run lih lih_sto3g_1A_fermion.txt 4 42
run beh2 beh2_sto3g_1A_fermion.txt 6 36
run h2o h2o_sto3g_1A_fermion.txt 10 50
run nh3 nh3_sto3g_1A_fermion.txt 10 122
run n2 n2_sto3g_1A_fermion.txt 14 74
