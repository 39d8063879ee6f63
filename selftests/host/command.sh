#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The command on the host: predictions, bad input, what it says of this machine.
. "$(dirname -- "$0")/../tap.sh"
kiln=build/bin/kiln
jobs=docs/jobs/example1.jobs

# waits POLICY: the waits of example 1 and their mean, as the lecture has them
waits()
{
	$kiln sched predict "$1" $jobs | awk '/^P/ { print $6 } /^mean/ { print $2, $3 }' | paste -sd' '
}

is 'fcfs: the waits of the lecture' "$(waits fcfs)" '0 5 7 7 4.75 4.75'
is 'sjf: the waits of the lecture' "$(waits sjf)" '0 6 3 7 4.00 4.00'
is 'srtf: the waits of the lecture' "$(waits srtf)" '9 1 0 2 3.00 0.50'
is 'rr: the waits of the lecture' "$(waits rr)" '8 8 5 7 7.00 2.75'

# wrong WHAT PATTERN ARGUMENT...: exit status 2, one line on stderr, no output
wrong()
{
	what=$1 pattern=$2
	shift 2
	keep $kiln sched "$@"
	is "$what: exit status" "$status$out" 2
	matches "$what: in words" "$err" "$pattern"
}

# file WHAT PATTERN: as wrong, for $work/bad.jobs
file()
{
	wrong "$1" "kiln: $work/bad.jobs:$2" predict rr "$work/bad.jobs"
}

printf 'A 0 1\nB 0 1 colour=red\n' >"$work/bad.jobs"
file 'an unknown key' '2:*colour*'
printf 'A -1 1\n' >"$work/bad.jobs"
file 'a negative time' '1:*'
printf 'A 0 1\n# A\nA 1 1\n' >"$work/bad.jobs"
file 'a duplicate name' '3:*A*'
printf 'A 0 1\nB\0 0 1\n' >"$work/bad.jobs"
file 'a NUL byte' '2:*NUL*'
printf 'A 0 1\nB 0 1' >"$work/bad.jobs"
file 'no newline at the end' '2:*newline*'
seq 10000 | sed 's/.*/J& 0 1/' >"$work/bad.jobs"
file '10,000 jobs' '*1000*'
printf 'A 0\n' >"$work/bad.jobs"
file 'no burst' '1:*'
printf 'A 0 1e9\n' >"$work/bad.jobs"
file 'a time that is no decimal' '1:*'
printf 'A 0 99999999999999999999\n' >"$work/bad.jobs"
file 'a time too large' '1:*'
: >"$work/bad.jobs"
file 'an empty file' '*'
wrong 'no such file' 'kiln: /nonexistent*' predict rr /nonexistent
wrong 'a folder' 'kiln: *' predict rr /
wrong 'an unknown policy: those that exist' '*fcfs*rr*sjf*srtf*' predict frob $jobs
wrong 'an unknown knob: those that exist' '*quantum*' predict rr $jobs --set frob=1
wrong 'a quantum of 0' '*quantum*' predict rr $jobs --set quantum=0
wrong 'a unit that is no time' '*unit*' predict rr $jobs --unit 3parsec
wrong 'too many CPUs' '*cpus*' predict rr $jobs --cpus 0
wrong 'no policy' 'kiln: *' predict
wrong 'an unknown command' 'kiln: *frob*' frob

keep $kiln sched predict rr $jobs --svg /nonexistent/x.svg
is 'an unwritable file: exit status' "$status$out" 1
keep $kiln --help
is '--help is output, not an error' "$status$err" 0
keep $kiln --version
matches '--version' "$out" 'kiln [0-9]*'

keep $kiln sched predict rr $jobs --json
is 'the JSON is one object with the keys of the manual page' "$(printf %s "$out" |
	vm/enter python3 -c 'import json, sys
run = json.loads(sys.stdin.read())
print(*sorted(run), *sorted(run["jobs"][0]), *sorted(run["jobs"][0]["predicted"]))')" \
	"average cpus fairness jobs migrations missed partial_activations policy \
response_variance switches throughput timeline unit_ms utilisation \
arrival burst name predicted finish missed response start turnaround wait"
keep env LC_ALL=C NO_COLOR=1 COLUMNS=60 $kiln sched predict rr $jobs
is 'ASCII, and a chart of 60 columns, where they are asked for' \
	"$(printf %s "$out" | LC_ALL=C grep -c '[^ -~]')$(printf %s "$out" | awk '/^(arrivals|predicted)/ && length > 60')" 0

if [ -e /sys/kernel/sched_ext ]; then
	skip 'run on this host' 'its kernel has sched_ext'
else
	keep $kiln sched run rr $jobs
	is 'run on this host: exit status' "$status" 1
	matches 'run on this host: the line that does it' "$err" '*vm/run -- kiln sched run rr*'
fi

keep vm/doctor
is 'doctor finds this machine fit' "$status$(printf %s "$out" | grep '^missing')" 0
keep vm/doctor --json
is 'doctor --json is JSON' "$(printf '%s\n' "$out" | vm/enter python3 -c 'import json, sys
print(all({"state", "check", "fact", "cure"} == set(json.loads(line)) for line in sys.stdin))')" True

make --no-print-directory install DESTDIR="$work/dest" prefix=/opt/kiln >"$work/log" 2>&1
is 'make install' "$(cd "$work/dest/opt/kiln" && find . -type f | sort | grep -Ev 'bpf/|man1/|modules/' | paste -sd' ')" \
	"./bin/kiln $(cd include/uapi && find kiln -name '*.h' | sort | sed 's,^,./include/,' | paste -sd' ')"
keep "$work/dest/opt/kiln/bin/kiln" sched list
matches 'what was installed finds its policies' "$out" '*fcfs*BPF*'
make --no-print-directory uninstall DESTDIR="$work/dest" prefix=/opt/kiln >"$work/log" 2>&1
is 'make uninstall' "$(find "$work/dest" -type f)" ''
plan
