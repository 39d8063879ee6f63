#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# load.sh [POLICY]...: each policy governs every task while the machine is busy in many
# ways and a CPU comes and goes; then it is unloaded, each time in another way.
cd "$(dirname -- "$0")/../../.." || exit
. selftests/tap.sh
sched_ext=/sys/kernel/sched_ext
cpu1=/sys/devices/system/cpu/cpu1/online
seconds=${KILN_SECONDS:-3}

# await STATE: until sched_ext is in it
await()
{
	for _ in $(seq 300); do
		[ "$(cat $sched_ext/state)" = "$1" ] && return
		sleep 0.1
	done
}

stress()
{
	stress-ng --quiet --timeout "$seconds" --cpu 2 --fork 1 --switch 1 --futex 1 --affinity 1 \
		--pipe 1 --sleep 1 >"$work/stress" 2>&1
}

# Each policy in another of these ways.
ways='INT TERM unload HUP KILL'
[ $# -gt 0 ] || set -- build/bpf/*.bpf.o
for file; do
	policy=$(basename "$file" .bpf.o)
	way=${ways%% *} ways="${ways#* } ${ways%% *}"
	env --default-signal=INT,TERM,HUP kiln sched load "$policy" >"$work/figures" 2>"$work/said" &
	pid=$!
	await enabled
	is "$policy is in force" "$(cat $sched_ext/state)" enabled
	(sleep 1; echo 0 >$cpu1; sleep 1; echo 1 >$cpu1) &
	stress
	is "$policy stands it" "$? $(cat "$work/stress") $(cat $sched_ext/state)" '0  enabled'
	wait $!
	if [ "$way" = unload ]; then
		kiln sched unload
		expected=0
	else
		kill -"$way" $pid
		case $way in KILL) expected=137 ;; *) expected=0 ;; esac
	fi
	wait $pid
	is "$policy, $way: exit status" $? $expected
	await disabled
	is "$policy, $way: the kernel's own scheduler rules" "$(cat $sched_ext/state)" disabled
	is "$policy: figures came each second" \
		"$(awk 'NR > 1 && NF == 5 && $2 > 0 { n++ } END { print (n >= 2) }' "$work/figures")" 1
	grep 'threw it out' "$work/said" | sed 's/^/# /'
done

keep kiln sched unload
is 'nothing to unload: exit status' "$status" 1
matches 'said in words' "$err" 'kiln: no policy is loaded*'
keep kiln sched load kernel
is "the kernel's own cannot be loaded: exit status" "$status" 2
keep kiln sched load nonsense
matches 'a policy that is not there' "$err" "kiln: there is no policy 'nonsense'*"
keep kiln sched load rr --set colour=1
matches 'a knob that is not there' "$err" 'kiln: --set colour: policy rr has no such knob*'
plan
