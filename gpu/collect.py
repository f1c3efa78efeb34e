"""Puts the logs and JSON of one run of run-on-card.sh into one document.

    python3 collect.py RAW_FOLDER > summary.json                         the script does this after every part
    python3 collect.py --short summary.json                              a few lines for the terminal
    python3 collect.py summary.json [EARLIER ...] > docs/gpu/<card>-<date>.json

A RAW_FOLDER may also be the folder of an older run, whose files lie beside each other.
"""
import json
import pathlib
import re
import sys

SAME = ("tv", "logZ", "statesVisited", "distinctObjects", "topLogReward")


def read(folder, name):
    path = folder / f"{name}.json"
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return document


def results(folder, name, key):
    document = read(folder, name)
    return document and document.get("results", {}).get(key)


def keep(rows, names):
    return rows and [{short: round(r[k], 6) if isinstance(r[k], float) else r[k] for k, short in names.items() if k in r} for r in rows]


def lines(folder, name, pattern):
    path = folder / name
    text = path.read_text(errors="replace").splitlines() if path.exists() else []
    plain = (re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in text)
    return [line.strip()[:400] for line in plain if re.search(pattern, line)]


def tests(folder, name):
    said = lines(folder, name, r"^  [a-zA-Z0-9^]+[^:]*:? ?.*[0-9]|Total: ")
    # A failure and the lines after it, up to the stack.
    path = folder / name
    failures, count = [], 0
    for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
        line = re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
        count = 8 if "[FAIL]" in line else 0 if line.startswith("Stack Trace") else count - 1
        if count > 0:
            failures.append(line[:400])
    return {k: v for k, v in {"said": [s for s in said if "[FAIL]" not in s and "[SKIP]" not in s], "failures": failures}.items() if v} or None


def runs(folder):
    path = folder / "runs.tsv"
    rows = [line.split("\t") for line in path.read_text().splitlines()] if path.exists() else []
    table = {}
    for name, code, expected, seconds in rows:
        entry = {"exit": int(code), "seconds": float(seconds)}
        if code != expected:
            entry["expected"] = int(expected)
            entry["log"] = lines(folder, f"{name}.log", r"\S")[-12:]
        document = read(folder, name)
        if document and document.get("notes"):
            entry["notes"] = document["notes"]
        table[name] = entry
    return table


def same(folder, first, second):
    a, b = results(folder, first, "runs"), results(folder, second, "runs")
    if not a or not b:
        return None
    left, right = ([{k: r.get(k) for k in SAME} for r in side] for side in (a, b))
    return {"same": left == right, "runs": left if left == right else [left, right]}


def faults(folder):
    said = {n: lines(folder, f"{n}.log", r"^quiver: ") for n in ("fault-no-card", "fault-no-such-card", "full-card", "interrupted", "links-ranker")}
    result = {n: s for n, s in said.items() if s}
    for name, pair in {"two processes": ("two-1", "two-2"), "interrupted, out of memory, resumed": ("resumed", "whole")}.items():
        compared = same(folder, *pair)
        if compared:
            result[name] = compared
    hog = lines(folder, "hog.log", r"\S")
    if hog:
        result["memory taken"] = hog[:3]
    return result


def summary(folder):
    machine = (folder / "machine.txt").read_text().split("\n") if (folder / "machine.txt").exists() else ["", "", "", ""]
    document = {"card": machine[0], "cores": machine[1], "commit": machine[2], "date": machine[3]}
    version = next((d["version"] for p in sorted(folder.glob("*.json")) if (d := read(folder, p.stem)) and "version" in d), None)
    document["version"] = version
    table = runs(folder)
    document["unexpected"] = [n for n, r in table.items() if "expected" in r]
    for name in ["bench", "bench-plain", "bench-tensors", "bench-cpu"]:
        document[name] = keep(results(folder, name, "rows"), {"case": "case", "batch": "batch", "msPerIteration": "ms", "sampling": "sampling"})
    document["jax"] = read(folder, "jax")
    document["gfnx"] = read(folder, "gfnx")
    for name in ["grid-16x16", "grid-8-4", "grid-20-4-cuda", "grid-20-4-cpu", "bits", "ising", "subtb", "db"]:
        names = ("seed", "tv", "logZ", "logZExact", "modes", "msPerIteration", "iterations")
        document[name] = keep(results(folder, name, "runs"), {k: k for k in names})
    populations = [p.stem for p in sorted(folder.glob("population-*.json"))]
    for name in ["group-cuda", "group-cpu", *populations]:
        document[name] = keep(results(folder, name, "methods"), {k: k for k in ("method", "groups", "epsilon2M", "seconds")})
    for name in ["links-small-cuda", "links-small-cpu", "links-large-cuda", "links-large-cpu", "links-auto"]:
        names = ("model", "valMrr", "testMrr", "trainSeconds", "inferenceSeconds")
        document[name] = keep(results(folder, name, "rows"), {k: k for k in names})
    document["faults"] = faults(folder)
    document["tests"] = tests(folder, "tests.log")
    document["tests of links"] = tests(folder, "tests-links.log")
    document["tests of populations"] = tests(folder, "tests-population.log")
    document["kernels"] = tests(folder, "kernels.log")
    document["runs"] = table
    return {k: v for k, v in document.items() if v or k == "unexpected"}


def short(document):
    print("card", document.get("card"), "unexpected:", document["unexpected"] or "nothing")
    for row in document.get("bench", []):
        print(f"  {row['case']:16} {row['batch']:4} {row['ms']:.3f} ms")
    for name in ["grid-16x16", "grid-8-4", "grid-20-4-cuda", "grid-20-4-cpu"]:
        if name in document:
            print(f"  {name}: TV {[r['tv'] for r in document[name]]}")
    for name in document:
        if name.startswith("population-"):
            print(f"  {name}: {[(r['method'], r['epsilon2M'], r['seconds']) for r in document[name]]}")
        if name.startswith("links-"):
            print(f"  {name}: {[(r['model'], r['trainSeconds'], r['testMrr']) for r in document[name]]}")
    for name, what in document.get("faults", {}).items():
        print(f"  {name}: {what}")
    for part in ["tests", "tests of links", "tests of populations", "kernels"]:
        for line in document.get(part, {}).get("failures", []):
            print(f"  {part}: {line}")


def load(path):
    return json.loads(path.read_text()) if path.is_file() else summary(path)


arguments = sys.argv[1:]
if arguments[:1] == ["--short"]:
    short(json.loads(pathlib.Path(arguments[1]).read_text()))
else:
    whole, *earlier = [load(pathlib.Path(f)) for f in arguments]
    if earlier:
        # A document with earlier runs of its own brings them along, side by side.
        whole["earlier"] = [run for document in earlier for run in [{k: v for k, v in document.items() if k != "earlier"}, *document.get("earlier", [])]]
    print(json.dumps(whole, indent=1))
