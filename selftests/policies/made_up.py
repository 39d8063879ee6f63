# SPDX-License-Identifier: GPL-2.0
"""made_up.py SEED CPUS POLICY: a random job file with I/O, on standard output.

Only one in which no two things happen at nearly the same time under that policy: else
the order on a real machine is chance.
"""
import json
import random
import subprocess
import sys

APART = 0.25  # units

seed, cpus, policy = sys.argv[1:]
chance = random.Random(seed + policy)


def job(number):
    line = f"J{number} {chance.randrange(0, 120) / 20} {chance.randrange(20, 80) / 20}"
    line += f" level={number + 1} nice={chance.choice((0, 0, 5))}"
    if number < 2:
        line += f" io={chance.randrange(6, 16) / 20},{chance.randrange(10, 60) / 20},2"
    return line


def instants(lines, run):
    """When jobs come, stop and come back."""
    times = []
    for line in lines:
        name, arrival, burst, *keys = line.split()
        turns = [t for t in run["timeline"] if t["job"] == name]
        times += [float(arrival)] + [t["end"] for t in turns]
        io = [key[3:].split(",") for key in keys if key.startswith("io=")]
        if not io:
            continue
        run_for, block, had, until = float(io[0][0]), float(io[0][1]), 0, float(io[0][0])
        for t in turns:
            had += t["end"] - t["start"]
            if abs(had - until) < 1e-6 and had < float(burst):
                times.append(t["end"] + block)
                until += run_for
    return sorted(times)


for _ in range(1000):
    lines = [job(number) for number in range(4)]
    text = "\n".join(lines) + "\n"
    out = subprocess.run(["kiln", "sched", "predict", policy, "-", "--cpus", cpus, "--json"],
                         input=text, capture_output=True, text=True, check=True).stdout
    times = instants(lines, json.loads(out))
    if all(b - a >= APART for a, b in zip(times, times[1:])):
        print(text, end="")
        raise SystemExit
raise SystemExit("no job file in 1000 is free of ties")
