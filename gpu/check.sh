#!/usr/bin/env bash
# Packs everything a check on a GPU machine needs into .publish/gpu (ignored by git): the command and the tests, self-contained,
# without libtorch and symbols (the machine's own CUDA PyTorch serves), and the scripts of this folder. Prints the one command
# to run there. Nothing is installed on that machine and nothing is fetched.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/.publish/gpu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/source" "$work/pack/quiver"
# A copy of the sources: another backend changes the lock files, which stay as they are here.
(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar --null -cT - --ignore-failed-read 2>/dev/null) | tar x -C "$work/source"
flags=(-c Release -r linux-x64 --self-contained -v q -p:TorchBackend=none -p:UseOrTools=false -p:RunAnalyzersDuringBuild=false -p:DebugType=none -p:DebugSymbols=false -p:GenerateDocumentationFile=false)
(cd "$work/source" && dotnet publish src/Cli "${flags[@]}" -o "$work/pack/quiver" && dotnet publish tests/GFlowNet "${flags[@]}" -o "$work/pack/quiver" && dotnet publish tests/TemporalGraphs "${flags[@]}" -o "$work/pack/quiver" && dotnet publish tests/LearnedGrouping "${flags[@]}" -o "$work/pack/quiver") >"$out/publish.log" 2>&1 ||
    { tail -20 "$out/publish.log"; exit 1; }
cd "$work/pack/quiver"
rm -f libHarfBuzzSharp.so libmscordaccore.so libmscordbi.so libclrgc.so libclrgcexp.so libcoreclrtraceptprovider.so ./*.pdb ./*.xml createdump
: >"$work/pack/Toolkit.sln"
mkdir -p "$work/pack/data"
cp -r "$root/data/molecules" "$root/data/temporal" "$work/pack/data/" 2>/dev/null || true
cp "$root"/gpu/*.py "$root"/gpu/*.sh "$work/pack/"
(cd "$root" && git rev-parse HEAD) >"$work/pack/commit"
tar c -C "$work/pack" . | xz -T2 -3 >"$out/quiver-gpu.tar.xz"
cp "$root/gpu/run-on-card.sh" "$out/"
size=$(du -m "$out/quiver-gpu.tar.xz" | cut -f1)
echo "packed $size MB: $out/quiver-gpu.tar.xz"
if [ "$size" -gt 40 ]; then
    echo "more than 40 MB: leave something out" >&2
    exit 1
fi
echo "on the GPU machine, with both files of that folder: OUT=results bash run-on-card.sh"
