#!/usr/bin/env bash
# Runs on a machine with an NVIDIA GPU and a CUDA PyTorch, beside quiver-gpu.tar.xz. Every part has its own limit and none
# stops the others; logs and JSON go to $OUT. PARTS chooses: tests (kernels alone: kernels) bench plain jax exact commands group
# tensors cpu.
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-$PWD/results}
parts=${PARTS:-tests bench jax exact commands group tensors}
mkdir -p "$out"
work=$(mktemp -d)
tar xJf "$here/quiver-gpu.tar.xz" -C "$work"
cd "$work" || exit 1
# Without importing torch, which takes seconds.
export QUIVER_LIBTORCH=${QUIVER_LIBTORCH:-$(python3 -c "import importlib.util,os;print(os.path.join(os.path.dirname(importlib.util.find_spec('torch').origin),'lib'))")}
quiver=$work/quiver/quiver
began=$(date +%s)
since() { echo "== $1 ($(($(date +%s) - began)) s)"; }
has() { case " $parts " in *" $1 "*) true ;; *) false ;; esac }
{
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
    nproc
    cat "$work/commit"
    date -u +%F
} >"$out/machine.txt" 2>&1
cat "$out/machine.txt"
if has tests; then
    since tests
    timeout 100 "$work/quiver/Quiver.GFlowNet.Tests" -trait Category=GPU -noColor >"$out/tests.log" 2>&1
    grep -E "^  [a-z0-9]|FAIL|SKIP|Assert|Expected|Actual|Problem|refused|error|Total" "$out/tests.log" | cut -c1-300 | head -150
fi
if has kernels; then
    since kernels
    timeout 60 "$work/quiver/Quiver.GFlowNet.Tests" -class Quiver.GFlowNet.Tests.Kernels.CudaKernelTests -noColor >"$out/kernels.log" 2>&1
    grep -E "^  [a-z0-9]|FAIL|Assert|Expected|Actual|refused|error|Total" "$out/kernels.log" | grep -v "100.00 %" | cut -c1-420 | head -60
fi
if has bench; then
    since bench
    COLUMNS=160 timeout 80 "$quiver" bench gflownet --device cuda --batch 32 128 512 --warmup 30 --iterations ${ITERATIONS:-100} --json "$out/bench.json" >"$out/bench.log" 2>&1
    tail -30 "$out/bench.log"
fi
if has plain; then
    since "kernels that keep no weights on the multiprocessor"
    COLUMNS=160 QUIVER_KERNELS=plain timeout 60 "$quiver" bench gflownet --device cuda --batch 32 512 --warmup 30 --iterations ${ITERATIONS:-100} --json "$out/bench-plain.json" >"$out/plain.log" 2>&1
    tail -20 "$out/plain.log"
fi
if has group; then
    since "grouping, trained on the card and on the machine's CPU"
    for device in cuda cpu; do
        timeout 60 "$quiver" group "$work/data/molecules/h2o.fcidump" --method gflownet --time 4 --device $device --json "$out/group-$device.json" >"$out/group-$device.log" 2>&1
        tail -5 "$out/group-$device.log"
    done
fi
if has exact; then
    since exact
    timeout 60 "$quiver" grid --dim 2 --height 16 --r0 0.1 --objective tb --iterations 2000 --batch 16 --seeds ${SEEDS:-5} --device cuda --json "$out/grid-16x16.json" >"$out/grid.log" 2>&1
    tail -12 "$out/grid.log"
    timeout 60 "$quiver" grid --dim 4 --height 8 --batch 128 --iterations 250 --updates 4 --replay uniform --replay-batch 128 --lr cosine:8e-3:1e-5 --seeds 1 --device cuda --json "$out/grid-8-4.json" >"$out/grid84.log" 2>&1
    tail -12 "$out/grid84.log"
fi
if has commands; then
    since commands
    timeout 30 "$quiver" bits --bits 12 --word 3 --iterations 300 --batch 64 --device cuda --json "$out/bits.json" >"$out/bits.log" 2>&1
    tail -6 "$out/bits.log"
    timeout 30 "$quiver" ising --side 3 --iterations 300 --batch 64 --device cuda --json "$out/ising.json" >"$out/ising.log" 2>&1
    tail -6 "$out/ising.log"
    timeout 40 "$quiver" grid --dim 2 --height 8 --objective subtb --iterations 100 --batch 16 --device cuda --json "$out/subtb.json" >"$out/subtb.log" 2>&1
    tail -6 "$out/subtb.log"
fi
if has tensors; then
    since "tensors (no kernels)"
    COLUMNS=160 QUIVER_KERNELS=off timeout 60 "$quiver" bench gflownet --device cuda --cases "hypergrid 8^2" "hypergrid 32^4" "ising 10x10" --batch 32 512 --warmup 5 --iterations 10 --json "$out/bench-tensors.json" >"$out/tensors.log" 2>&1
    tail -12 "$out/tensors.log"
fi
if has cpu; then
    since "the machine's CPU"
    COLUMNS=160 timeout 60 "$quiver" bench gflownet --device cpu --cases "hypergrid 8^2" "hypergrid 16^4" "hypergrid 32^4" --batch 32 512 --warmup 5 --iterations 10 --json "$out/bench-cpu.json" >"$out/cpu.log" 2>&1
    tail -12 "$out/cpu.log"
fi
if has jax; then
    since "JAX baseline"
    XLA_PYTHON_CLIENT_PREALLOCATE=false timeout ${JAX_LIMIT:-70} python3 "$work/jax_hypergrid.py" "$out/jax.json" 2>&1 | grep -v Warning | tail -12
fi
since end
rm -rf "$work"
