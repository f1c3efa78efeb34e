#!/usr/bin/env bash
# Runs on a machine with an NVIDIA GPU and a CUDA PyTorch, beside quiver-gpu.tar.xz. Every part has its own limit and none
# stops the others. $OUT gets summary.json, written anew after every part, and raw.tar.gz with all logs and JSON. PARTS chooses:
#   tests (kernels alone: kernels) bench single other (OTHER: a Quiver.GFlowNet.dll to compare with) plain jax gfnx exact large commands group population links faults resume tensors cpu
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-$PWD/results}
parts=${PARTS:-tests bench gfnx jax exact large commands group population links faults resume tensors}
mkdir -p "$out"
work=$(mktemp -d)
raw=$work/raw
mkdir -p "$raw"
tar xJf "$here/quiver-gpu.tar.xz" -C "$work"
cd "$work" || exit 1
# Without importing torch, which takes seconds.
export QUIVER_LIBTORCH=${QUIVER_LIBTORCH:-$(python3 -c "import importlib.util,os;print(os.path.join(os.path.dirname(importlib.util.find_spec('torch').origin),'lib'))")}
quiver=${QUIVER:-$work/quiver/quiver}
device=${DEVICE:-cuda}
began=$(date +%s)
collect() { python3 "$work/collect.py" "$raw" >"$out/summary.new" 2>"$raw/collect.log" && mv "$out/summary.new" "$out/summary.json"; }
since() {
    collect
    echo "== $1 ($(($(date +%s) - began)) s)"
}
has() { case " $parts " in *" $1 "*) true ;; *) false ;; esac }
# run NAME EXPECTED-EXIT SECONDS COMMAND...: output to NAME.log; exit codes and seconds to runs.tsv.
run() {
    local name=$1 expected=$2 limit=$3 start code
    shift 3
    start=$(date +%s.%N)
    COLUMNS=160 timeout --preserve-status -s "${STOP:-TERM}" -k 20 "$limit" "$@" >"$raw/$name.log" 2>&1
    code=$?
    printf '%s\t%s\t%s\t%s\n' "$name" "$code" "$expected" "$(python3 -c "import time,sys;print(round(time.time()-float(sys.argv[1]),2))" "$start")" >>"$raw/runs.tsv"
    [ "$code" = "$expected" ] || { echo "$name: exit $code instead of $expected"; tail -4 "$raw/$name.log" | cut -c1-300; }
}
q() {
    local name=$1 expected=$2 limit=$3
    shift 3
    run "$name" "$expected" "$limit" "$quiver" "$@" --json "$raw/$name.json"
}
{
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
    nproc
    cat "$work/commit"
    date -u +%F
} >"$raw/machine.txt" 2>&1
cat "$raw/machine.txt"
if has tests; then
    since tests
    run tests 0 130 "$work/quiver/Quiver.GFlowNet.Tests" -trait Category=GPU -noColor
    run tests-links 0 60 "$work/quiver/Quiver.TemporalGraphs.Tests" -trait Category=GPU -noColor
    run tests-population 0 90 "$work/quiver/Quiver.LearnedGrouping.Tests" -trait Category=GPU -noColor
    grep -hE "FAIL|Assert|Expected|Actual|Problem|refused|error|Total" "$raw/tests.log" "$raw/tests-links.log" "$raw/tests-population.log" | cut -c1-300 | head -60
fi
if has kernels; then
    since kernels
    run kernels 0 100 "$work/quiver/Quiver.GFlowNet.Tests" -class Quiver.GFlowNet.Tests.Kernels.CudaKernelTests -noColor
    grep -E "FAIL|Assert|Expected|Actual|refused|error|Total" "$raw/kernels.log" | cut -c1-300 | head -40
fi
if has bench; then
    since bench
    q bench 0 80 bench gflownet --device $device --batch 32 128 512 --warmup 30 --iterations "${ITERATIONS:-100}"
    tail -26 "$raw/bench.log"
fi
if has single; then
    since "the same kernels, queued one by one"
    QUIVER_KERNELS=single q bench-single 0 60 bench gflownet --device $device --batch 32 512 --warmup 30 --iterations "${ITERATIONS:-100}"
fi
if has other; then
    since "another build of the core, $OTHER"
    cp -r "$work/quiver" "$work/other"
    cp "$OTHER" "$work/other/Quiver.GFlowNet.dll"
    run bench-other 0 80 "$work/other/quiver" bench gflownet --device $device --batch 32 128 512 --warmup 30 --iterations "${ITERATIONS:-100}" --json "$raw/bench-other.json"
    tail -26 "$raw/bench-other.log"
fi
if has plain; then
    since "kernels that keep no weights on the multiprocessor"
    QUIVER_KERNELS=plain q bench-plain 0 60 bench gflownet --device $device --batch 32 512 --warmup 30 --iterations "${ITERATIONS:-100}"
fi
if has gfnx; then
    since "gfnx, where it is installed"
    XLA_PYTHON_CLIENT_PREALLOCATE=false run gfnx 0 "${GFNX_LIMIT:-90}" python3 "$work/gfnx_hypergrid.py" "$raw/gfnx.json"
    tail -12 "$raw/gfnx.log"
fi
if has jax; then
    since "JAX baseline"
    XLA_PYTHON_CLIENT_PREALLOCATE=false run jax 0 "${JAX_LIMIT:-70}" python3 "$work/jax_hypergrid.py" "$raw/jax.json"
fi
if has exact; then
    since exact
    q grid-16x16 0 60 grid --dim 2 --height 16 --r0 0.1 --objective tb --iterations 2000 --batch 16 --seeds "${SEEDS:-5}" --device $device
    q grid-8-4 0 60 grid --dim 4 --height 8 --batch 128 --iterations 250 --updates 4 --replay uniform --replay-batch 128 --lr cosine:8e-3:1e-5 --seeds 1 --device $device
fi
if has large; then
    # A fraction of the budget of docs/gflownet.md, the same on both.
    since "20^4 on the card and on the machine's CPU"
    n=${LARGE:-2500}
    for d in $device cpu; do
        q "grid-20-4-$d" 0 80 grid --dim 4 --height 20 --r0 1e-3 --iterations $n --batch 16 --backward learned --epsilon linear:0.1:0:$((n / 2)) --lr cosine:1e-3:1e-5 --evaluate-every $n --device $d
    done
fi
if has commands; then
    since commands
    q bits 0 30 bits --bits 12 --word 3 --iterations 300 --batch 64 --device $device
    q ising 0 30 ising --side 3 --iterations 300 --batch 64 --device $device
    q subtb 0 40 grid --dim 2 --height 8 --objective subtb --iterations 100 --batch 16 --device $device
    q circuits 0 40 circuits design "$work/data/molecules/h2.fcidump" --time 5s --verify no --device $device
    q db 0 40 grid --dim 2 --height 8 --objective db --iterations 100 --batch 16 --device $device
fi
if has group; then
    since "grouping, trained on the card and on the machine's CPU"
    for d in $device cpu; do
        q "group-$d" 0 60 group "$work/data/molecules/h2o.fcidump" --method gflownet --train-share 0.4 --time 4 --device $d
    done
fi
if has population; then
    # Ten seconds of the card against what two cores find in 120 (docs/grouping.md); with twice as many proposals side by side; 30 seconds.
    since "partitions annealed on the card"
    for m in h2o nh3 n2; do
        f="$work/data/molecules/$m.fcidump"
        q "population-$m" 0 90 group "$f" --method si,annealing --state fci --time 10s --device $device
        QUIVER_PROPOSALS=256 q "population-$m-256" 0 90 group "$f" --method si,annealing --state fci --time 10s --device $device
        tail -8 "$raw/population-$m.log" "$raw/population-$m-256.log"
    done
    q population-n2-30 0 120 group "$work/data/molecules/n2.fcidump" --method si,annealing --state fci --time 30s --device $device
fi
if has links; then
    since "link models on the card and on the machine's CPU: a small file, and 30,000 nodes"
    [ -f "$raw/many.csv" ] || run links-generate 0 30 "$quiver" links generate "$raw/many.csv" --sources 20000 --destinations 10000 --events 20000 --seed 1
    for d in $device cpu; do
        q "links-small-$d" 0 40 links train "$work/data/temporal/quiver-git.csv" --model gcn,tgn --interval 7d --epochs 5 --patience 5 --device $d
        q "links-large-$d" 0 60 links train "$raw/many.csv" --model tgn,graphmixer --freshness batch:500 --epochs 1 --device $d
    done
    q links-auto 0 40 links train "$work/data/temporal/quiver-git.csv" --model gcn --interval 7d --epochs 1
    q links-predict 0 40 links predict "$work/data/temporal/quiver-git.csv" --source 0 --model tgn --epochs 1 --device $device
    q links-ranker 2 20 links train "$work/data/temporal/quiver-git.csv" --device $device
fi
if has faults; then
    since "faults: no card, a wrong one, two processes"
    CUDA_VISIBLE_DEVICES="" q fault-no-card 2 30 grid --iterations 5 --device cuda
    q fault-no-such-card 2 30 grid --iterations 5 --device cuda:7
    for k in 1 2; do
        timeout 60 "$quiver" grid --height 8 --iterations 400 --device $device --json "$raw/two-$k.json" >"$raw/two-$k.log" 2>&1 &
    done
    wait
fi
if has resume; then
    since "Ctrl-C, a full card, and the same bits in the end"
    long="ising --side 10 --batch ${RESUME_BATCH:-1500} --iterations ${RESUME_ITERATIONS:-1500} --device $device --checkpoint-every 20"
    STOP=INT q interrupted 130 "${INTERRUPT:-7}" $long --out "$raw/kept"
    ls -l "$raw/kept" >"$raw/kept.log" 2>&1
    # Takes all memory but 1 GB until it is killed.
    python3 -c "
import torch, time
free, _ = torch.cuda.mem_get_info()
held = torch.empty(free - 1_000_000_000, dtype=torch.uint8, device='cuda')
print('held', held.numel(), flush=True)
time.sleep(60)" >"$raw/hog.log" 2>&1 &
    hog=$!
    for _ in $(seq 60); do grep -q held "$raw/hog.log" && break; sleep 0.5; done
    q full-card 1 40 $long --out "$raw/kept" --resume
    kill $hog 2>/dev/null
    wait $hog 2>/dev/null
    q resumed 0 60 $long --out "$raw/kept" --resume
    q whole 0 60 $long --out "$raw/kept-whole"
    rm -rf "$raw/kept" "$raw/kept-whole"
fi
if has tensors; then
    since "tensors (no kernels)"
    QUIVER_KERNELS=off q bench-tensors 0 60 bench gflownet --device $device --cases "hypergrid 8^2" "hypergrid 32^4" "ising 10x10" --batch 32 512 --warmup 5 --iterations 10
fi
if has cpu; then
    since "the machine's CPU"
    q bench-cpu 0 60 bench gflownet --device cpu --cases "hypergrid 8^2" "hypergrid 16^4" "hypergrid 32^4" --batch 32 512 --warmup 5 --iterations 10
fi
since end
rm -f "$raw/many.csv"
tar czf "$out/raw.tar.gz" -C "$raw" .
python3 "$work/collect.py" --short "$out/summary.json"
rm -rf "$work"
