#!/usr/bin/env bash
# pack.sh [FOLDER [part...]]: packs the libraries, the tool and its slim twin for this system into FOLDER (default: artifacts/packages).
# Parts: libraries, tool, slim, lite (native, needs clang or gcc); all where none is named. Nothing of the working tree changes: builds and lock files stay under artifacts/.
#   ./pack.sh && dotnet tool install --global quiver --add-source artifacts/packages
set -euo pipefail
cd "$(dirname "$0")"
case "$(uname -s)" in
  Linux) rid=linux-x64 ;;
  Darwin) rid=osx-arm64 ;;
  *) rid=win-x64 ;;
esac
out=$(mkdir -p "${1:-artifacts/packages}" && cd "${1:-artifacts/packages}" && pwd)
shift || true
parts=${*:-libraries tool slim lite}
work=${QUIVER_PACK_WORK:-$PWD/artifacts/pack}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Equal sources give equal packages: their clock is the commit's.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}

# Each kind has outputs of its own: they restore other packages.
pack() {
  local project=$1 place=$2
  shift 2
  dotnet pack "$project" -c Release -v q -o "$out" -p:Packing=true --artifacts-path "$work/$place" -p:RunAnalyzersDuringBuild=false "$@"
}

# The package that `dotnet tool install` looks for only names those of the systems; it holds no program.
tool() {
  local project=$1 place=$2
  shift 2
  pack "$project" "$place" "$@"
  pack "$project" "$place-pointer" "$@" -p:RuntimeIdentifier= -p:ToolPackageRuntimeIdentifiers=$rid -p:_InnerToolsPublishAot=true -p:NoBuild=true -p:IncludeSymbols=false
}

for part in $parts; do
  case $part in
    libraries)
      for library in Core GFlowNet Hamiltonians LearnedGrouping Circuits TemporalGraphs; do
        pack "src/$library" libraries -p:TorchBackend=none
      done ;;
    tool) tool src/Cli tool ;;
    slim) tool src/Cli slim -p:TorchBackend=none ;;
    lite) tool src/Lite lite -p:TorchBackend=none -p:UseOrTools=false -p:IncludeSymbols=false ;;
    *) echo "pack.sh: unknown part '$part': use libraries, tool, slim or lite" >&2; exit 2 ;;
  esac
done
ls -l "$out"
