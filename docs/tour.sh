#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# tour: what `make demo` shows, inside the VM.
jobs=docs/jobs/example1.jobs

# show COMMAND...: the command as a person would type it, then what it does
show()
{
	printf '\n# %s\n' "$*"
	sh -c "$*" || failed=1
}

# explain TEXT: a paragraph between two commands
explain()
{
	printf '\n--- %s\n' "$*" | fold -s -w 78
}

failed=0
explain "This is Linux $(uname -r) in a virtual machine that a mistake cannot hurt.
A module of ours, the job registry, is loaded into it."
show insmod "build/modules/$(uname -r)/kiln_sched.ko"
show 'lsmod | head -n 2'
explain 'These scheduling policies are BPF programs of a page each. Read one: bpf/rr.bpf.c'
show kiln sched list
explain "Four jobs from a lecture: when they come, how much CPU time they need."
show cat $jobs
explain "Predict: what the model says of round robin."
show kiln sched predict rr $jobs
explain "Run it: four real processes on one CPU, under the real policy in the
real kernel; the figures come from the kernel's own tracepoints."
show kiln sched run rr $jobs --unit 100ms
explain 'The module has kept an account of it, in milliseconds.'
show cat /proc/kiln/sched
explain "Compare: every policy, and the kernel's own."
show kiln sched compare fcfs,sjf,srtf,rr $jobs --unit 100ms
explain 'Everything goes as it came.'
# A policy's programs, which use the module, are freed a moment after it is detached.
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(cat /sys/module/kiln_sched/refcnt)" = 0 ] && break
	sleep 0.3
done
show rmmod kiln_sched
show kiln sched status
explain 'Next: make shell, and the section "A policy of your own" in README.md'
exit $failed
