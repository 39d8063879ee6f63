# SPDX-License-Identifier: GPL-2.0
"""report.py PART: a table of what `bench` measured, from its JSON on standard input."""
import collections
import json
import math
import statistics
import sys


def interval(values):
    """The median's confidence interval of 95 % at least, from order statistics."""
    values = sorted(values)
    n, low, outside = len(values), 0, 0.0
    while low < n // 2:
        outside += 2 * math.comb(n, low) / 2**n
        if outside > 0.05:
            break
        low += 1
    low = max(low - 1, 0)
    return values[low], values[n - 1 - low]


def boot(rows):
    seconds = [row["seconds"] for row in rows]
    print(f"vm/run -- true: median {statistics.median(seconds):.1f} s, "
          f"{min(seconds):.1f} to {max(seconds):.1f} s in {len(seconds)} boots")


def accuracy(rows):
    errors = collections.defaultdict(list)
    for run in rows:
        errors[run["policy"]].append(max(abs(job["finish"] - job["predicted"]["finish"])
                                         for job in run["jobs"]))
    print("largest difference between a finish and its prediction, in units of 100 ms, steady clock")
    print("policy      runs  median  worst  within 0.2")
    missed = []
    for policy, error in errors.items():
        within = sum(e <= 0.2 for e in error)
        if policy != "kernel" and within < 0.95 * len(error):
            missed.append(policy)
        print(f"{policy:10}  {len(error):4}  {statistics.median(error):6.3f}  {max(error):5.3f}"
              f"  {within:10}")
    if missed:
        raise SystemExit(f"not within 0.2 in 19 of 20 runs: {', '.join(missed)}")


def beside(rows, peer):
    """Each round's value divided by the peer's of that round: below 1 is better."""
    value = {(row["bench"], row["policy"], row["round"]): row["value"] for row in rows}
    benches = list(dict.fromkeys(row["bench"] for row in rows))
    policies = list(dict.fromkeys(row["policy"] for row in rows))
    rounds = sorted({row["round"] for row in rows})
    print(f"{len(rounds)} rounds, alternated; each round's value divided by that of '{peer}':")
    print("median and its confidence interval (95 % at least); below 1 is faster\n")
    print("| policy     | " + " | ".join(f"{bench:^19}" for bench in benches) + " |")
    print("|------------|" + "|".join("-" * 21 for _ in benches) + "|")
    for policy in policies:
        cells = []
        for bench in benches:
            if policy == peer:
                absolute = statistics.median(value[bench, peer, r] for r in rounds)
                unit = "us" if bench.endswith("p99") else "s"
                cells.append(f"{absolute:.3f} {unit}".center(19))
                continue
            ratios = [value[bench, policy, r] / value[bench, peer, r] for r in rounds]
            low, high = interval(ratios)
            cells.append(f"{statistics.median(ratios):.3f} ({low:.3f}..{high:.3f})".center(19))
        print(f"| {policy:10} | " + " | ".join(cells) + " |")


part = sys.argv[1]
lines = [json.loads(line) for line in sys.stdin]
if part == "boot":
    boot(lines)
elif part == "accuracy":
    accuracy(lines)
else:
    beside(lines, "kernel" if part == "policies" else "without")
