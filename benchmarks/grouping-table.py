#!/usr/bin/env python3
"""grouping-table.py FOLDER: the table of docs/grouping.md from the JSON of grouping-runs.sh (NAME-CAP-SEED.json)."""
import json, pathlib, sys

runs, sizes = {}, {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*-*-*.json")):
    name, cap, _ = path.stem.split("-")
    results = json.loads(path.read_text())["results"]
    rows = {m["method"]: m for m in results["methods"]}
    si, found = rows["si"], rows["annealing"]
    front = [(p["groups"], p["epsilon2M"] / si["epsilon2M"]) for p in results["pareto"]]
    runs.setdefault((name, int(cap)), []).append((found["epsilon2M"] / si["epsilon2M"], found["groups"], found["note"], front))
    sizes[name] = (results["qubits"], results["terms"], si["groups"], si["epsilon2M"])

print("| molecule (qubits, terms) | groups allowed | SI groups / eps2M | eps2M of SI: mean (range) | groups | front of the free runs at that cap |")
print("|---|---|---|---|---|---|")
for name in dict.fromkeys(sorted(sizes, key=lambda n: sizes[n][1])):
    qubits, terms, groups, cost = sizes[name]
    for (_, cap), found in sorted((k, v) for k, v in runs.items() if k[0] == name):
        ratios = [f[0] for f in found]
        printed = [min((r for g, r in f[3] if g <= cap), default=float("nan")) for f in runs.get((name, 0), [])] if cap else []
        note = " (clock)" if any(f[2] for f in found) else ""
        print(f"| {name} ({qubits}, {terms}) | {cap or 'any'} | {groups} / {cost:.4f} | **{sum(ratios) / len(ratios):.3f}** "
              f"({min(ratios):.3f}-{max(ratios):.3f}){note} | {', '.join(str(f[1]) for f in found)} | "
              f"{', '.join(f'{p:.3f}' for p in printed) or '-'} |")
