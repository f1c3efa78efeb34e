"""Puts the JSON of one run of run-on-card.sh into one file for docs/gpu.

    python3 collect.py RESULTS_FOLDER [EARLIER_RESULTS_FOLDER ...] > docs/gpu/<card>-<date>.json
"""
import json
import pathlib
import re
import sys


def read(folder, name):
    path = folder / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() and path.stat().st_size else None


def bench(document):
    keep = ("case", "batch", "msPerIteration", "sampling")
    short = {"msPerIteration": "ms"}
    return document and [{short.get(k, k): round(r[k], 3) if isinstance(r[k], float) else r[k] for k in keep}
                         for r in document["results"]["rows"]]


def log(folder, name):
    path = folder / name
    lines = path.read_text().splitlines() if path.exists() else []
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in lines if re.match(r"^  \S|.*Total: ", line)]


def run(folder):
    machine = (folder / "machine.txt").read_text().split("\n")
    result = {"card": machine[0], "cores": machine[1], "commit": machine[2], "date": machine[3]}
    for name in ["bench", "bench-plain", "bench-tensors", "bench-cpu"]:
        result[name] = bench(read(folder, name))
    result["jax"] = read(folder, "jax")
    for name in ["grid-16x16", "grid-8-4", "bits", "ising", "subtb"]:
        document = read(folder, name)
        runs = document and document["results"]["runs"]
        keep = ("seed", "tv", "logZ", "logZExact", "msPerIteration", "iterations")
        result[name] = runs and [{k: r[k] for k in keep if k in r} for r in runs]
    for name in ["group-cuda", "group-cpu"]:
        document = read(folder, name)
        result[name] = document and [{k: r[k] for k in ("method", "groups", "epsilon2M", "seconds")}
                                      for r in document["results"]["methods"]]
    result["tests"] = log(folder, "tests.log") or None
    result["kernels"] = log(folder, "kernels.log") or None
    return {k: v for k, v in result.items() if v}


folders = [pathlib.Path(f) for f in sys.argv[1:]]
document = run(folders[0])
if folders[1:]:
    document["earlier"] = [run(f) for f in folders[1:]]
print(json.dumps(document, indent=1))
