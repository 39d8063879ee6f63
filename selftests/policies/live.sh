#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The policies live: the order in which the kernel runs the jobs is the model's.
cd "$(dirname -- "$0")/../../.." || exit
. selftests/tap.sh
jobs=docs/jobs/example1.jobs
# The debug kernel takes minutes to verify and load a policy: there each runs once,
# and dies once. What the policies decide does not depend on its checks.
brief='' deaths='KILL=9 TERM=15 INT=2 HUP=1'
case $(uname -r) in
*-kiln-debug) brief=1 deaths=KILL=9 ;;
esac
sched_ext=/sys/kernel/sched_ext/state
seed=${KILN_SEED:-$(date +%s)}
apart=

# order <RUN.json: the jobs in the order of their turns; those that begin together
# on several CPUs (within the tenth of a unit that a live run is late) by name, unless
# $apart says that none do. A job
# that something else of the kernel interrupts keeps its turn; a stay of less than a
# tenth of a unit is none.
order()
{
	python3 -c '
import itertools, json, sys
run = json.loads(sys.stdin.read())
rows = [t for t in run["timeline"] if t["end"] - t["start"] >= 0.1]
if "'"$apart"'": # CPUs are alike: a turn is what a job has without a gap, anywhere
    end, turns = {}, []
    for t in sorted(rows, key=lambda t: t["start"]):
        if t["start"] - end.get(t["job"], -1) >= 0.1:
            turns.append(t["job"])
        end[t["job"]] = t["end"]
    print("".join(turns))
    raise SystemExit
rows.sort(key=lambda t: (t["cpu"], t["start"]))
def at(t):
    return t["start"] if run["cpus"] == 1 else int(2 * t["start"] + .1)
turns = sorted((at(next(turn)), job) for (cpu, job), turn
               in itertools.groupby(rows, key=lambda t: (t["cpu"], t["job"])))
print("".join(job for job, _ in itertools.groupby(job for _, job in turns)))'
}

# follows POLICY FILE [OPTION...]: the kernel follows the model
follows()
{
	policy=$1 file=$2
	shift 2
	wanted=$(kiln sched predict "$policy" "$file" --json "$@" | order)
	keep kiln sched run "$policy" "$file" --json "$@"
	is "$policy $(basename "$file") $*: runs" "$status$err" 0
	is "$policy $(basename "$file") $*: in the model's order" \
		"$(order <"$work/out")" "$wanted"
}

# The job file that each policy has, in docs/jobs.
own_files()
{
	for file in docs/jobs/*.jobs; do
		cpus=1
		case $(basename "$file" .jobs) in
		example1) continue ;;
		shares) policies='lottery stride' ;;
		queues) policies='global percpu steal' cpus=2 ;;
		gang) policies=gang cpus=2 ;;
		*) policies=$(basename "$file" .jobs) ;;
		esac
		for policy in $policies; do
			follows "$policy" "$file" --cpus $cpus
		done
	done
}

# What the debug kernel is spared: all but the first policies, ties, several CPUs, the
# outputs of compare and run
in_full()
{
	own_files
	# Ties: together means in the order of the file; equal needs do not preempt.
	printf 'D 0 1\nA 0 1\nC 0 1\nB 0 1\n' >"$work/together.jobs"
	for policy in fcfs rr; do
		follows $policy "$work/together.jobs"
	done
	printf 'A 0 4\nB 1 3\nC 2 2\n' >"$work/equal.jobs"
	follows srtf "$work/equal.jobs"
	printf 'A 0 9\nB 1 6\nC 2 3\n' >"$work/quanta.jobs"
	follows rr "$work/quanta.jobs"
	follows rr "$work/quanta.jobs" --set quantum=1.5
	follows rr "$work/quanta.jobs" --set quantum=100
	# Two CPUs, and a CPU that idles in between.
	printf 'A 0 5\nB 0 3\nC 1 4\nD 2 2\nE 14 1\n' >"$work/two.jobs"
	for policy in fcfs sjf srtf; do
		if [ "$(nproc)" -ge 3 ]; then
			follows $policy "$work/two.jobs" --cpus 2
		else
			skip "$policy on two CPUs" 'this VM has no third for the timekeeper'
		fi
	done

	# Files made up on the spot, with I/O and two CPUs.
	apart=1
	for policy in fcfs srtf rr; do
		python3 selftests/policies/made_up.py "$seed" 2 $policy >"$work/seed$seed.jobs"
		sed 's/^/# /' "$work/seed$seed.jobs"
		follows $policy "$work/seed$seed.jobs" --cpus 2
	done
	apart=

	keep kiln sched run kernel $jobs --json
	is "the kernel's own scheduler runs the jobs too" \
		"$status $(python3 -c 'import json,sys; print(len(json.load(open(sys.argv[1]))["jobs"]))' "$work/out")" '0 4'

	keep kiln sched compare fcfs,sjf,srtf,rr $jobs --json --svg "$work/all.svg"
	is 'compare ends well' "$status$err" 0
	is 'compare has a line a policy, and the kernel its own' \
		"$(python3 -c 'import json,sys
for line in sys.stdin: print(json.loads(line)["policy"], end=" ")' <"$work/out")" \
		'fcfs sjf srtf rr kernel '
	is 'its picture is XML' "$(python3 -c 'import sys,xml.dom.minidom
print(xml.dom.minidom.parse(sys.argv[1]).documentElement.tagName)' "$work/all.svg")" svg

	keep kiln sched run rr $jobs --perfetto "$work/trace.json"
	is 'the Perfetto trace has a slice a turn' "$(python3 -c 'import json,sys
print(len([e for e in json.load(open(sys.argv[1]))["traceEvents"] if e["ph"] == "X"]) >= 8)' "$work/trace.json")" True
}

for policy in fcfs sjf srtf rr; do
	follows $policy $jobs
done
is 'no policy is left in force' "$(cat $sched_ext)" disabled

[ -n "$brief" ] || in_full

# The module's own account agrees with the timeline that the figures come from.
kiln sched run rr $jobs --unit 50ms --json >"$work/out"
is 'the account in /proc/kiln/sched agrees with the timeline' "$(python3 -c '
import json, sys
run = json.load(open(sys.argv[1]))
rows = [line.split() for line in open("/proc/kiln/sched")][1:][-len(run["jobs"]):]
turnaround = {r[2]: float(r[8]) / 50 for r in rows}
print(all(abs(turnaround[j["name"]] - j["turnaround"]) < 0.1 for j in run["jobs"]))' "$work/out")" True

# For tools: the tracepoints kiln_sched:*
tracing=/sys/kernel/tracing
echo >$tracing/trace
echo 1 >$tracing/events/kiln_sched/enable
kiln sched run fcfs $jobs >/dev/null
echo 0 >$tracing/events/kiln_sched/enable
is 'the tracepoints tell each job from declaration to finish' \
	"$(for event in declare arrive finish; do grep -c "kiln_$event: job=" $tracing/trace; done | paste -sd' ')" \
	'4 4 4'

# Its death, whichever: no job process is left, the kernel's own scheduler rules.
printf 'A 0 400\nB 0 400\n' >"$work/long.jobs"
for signal in $deaths; do
	number=${signal#*=} signal=${signal%=*}
	env --default-signal=INT kiln sched run rr "$work/long.jobs" --unit 50ms >/dev/null 2>&1 &
	pid=$!
	for _ in $(seq 100); do
		[ "$(cat $sched_ext)" = enabled ] && grep -q running /proc/kiln/sched && break
		sleep 0.1
	done
	if [ "$signal" = KILL ]; then
		keep kiln sched run fcfs $jobs
		is 'a second scheduler is refused' "$status" 1
		matches 'in words, with the cure' "$err" 'kiln: *rr*: *'
		keep kiln sched status --json
		matches 'status names the one in force' "$out" '*rr*'
		keep rmmod kiln_sched
		matches 'the module is in use' "$err" '*in use*'
	fi
	kill -"$signal" "$pid"
	wait $pid 2>/dev/null
	is "SIG$signal: exit status" $? "$((128 + number))"
	for _ in $(seq 50); do
		[ "$(cat $sched_ext)" = disabled ] && break
		sleep 0.1
	done
	is "SIG$signal: the kernel's own scheduler rules" "$(cat $sched_ext)" disabled
	is "SIG$signal: no job is left" "$(grep -Ec 'running|ready|blocked|declared' /proc/kiln/sched)" 0
done

rmmod kiln_sched
keep setpriv --reuid 65534 --clear-groups kiln sched run rr $jobs
is 'without privilege and module: exit status' "$status" 1
matches 'said in words' "$err" 'kiln: *'
plan
