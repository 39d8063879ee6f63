#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# load.sh: each policy governs every task for KILN_SECONDS while the machine is busy in
# many ways and a CPU comes and goes; then it is unloaded, each time in another way. After
# that they are loaded KILN_LOADS times, one after the other, under the same load.
cd "$(dirname -- "$0")/../../.." || exit
. selftests/tap.sh
sched_ext=/sys/kernel/sched_ext
cpu1=/sys/devices/system/cpu/cpu1/online
KILN_SECONDS=${KILN_SECONDS-} # nothing when a person has not said
seconds=${KILN_SECONDS:-3}
loads=${KILN_LOADS:-10}
policies=$(for file in build/bpf/*.bpf.o; do basename "$file" .bpf.o; done)
# The debug kernel takes half a minute for each, so in make check-debug there are some
# that have little in common; make soak KERNEL=debug has them all.
case $(uname -r)$KILN_SECONDS in
*-kiln-debug) policies='cfs edf eevdf gang mlfq steal' loads=3 ;;
esac

# await STATE: until sched_ext is in it
await()
{
	for _ in $(seq 300); do
		[ "$(cat $sched_ext/state)" = "$1" ] && return
		sleep 0.1
	done
}

stressors='--cpu 2 --fork 1 --switch 1 --futex 1 --affinity 1 --nice 1 --pipe 1 --sleep 1'

# load POLICY: in the background, as $pid
load()
{
	env --default-signal=INT,TERM,HUP kiln sched load "$1" >"$work/figures" 2>"$work/said" &
	pid=$!
	await enabled
}

# Each policy in another of these ways.
ways='INT TERM unload HUP KILL'
for policy in $policies; do
	way=${ways%% *} ways="${ways#* } ${ways%% *}"
	load "$policy"
	is "$policy is in force" "$(cat $sched_ext/state)" enabled
	(sleep 1; echo 0 >$cpu1; sleep 1; echo 1 >$cpu1) &
	# shellcheck disable=SC2086	# a list
	stress-ng --quiet --timeout "$seconds" $stressors >"$work/stress" 2>&1
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

# shellcheck disable=SC2086	# lists
{
stress-ng --quiet --timeout 3600 $stressors &
set -- $policies
}
stress=$!
chrt --fifo --pid 1 $$ # or under fcfs we wait a second for each of them, at each step
in_force=0
for _ in $(seq "$loads"); do
	load "$1"
	[ "$(cat $sched_ext/state)" = enabled ] && in_force=$((in_force + 1))
	kill -INT $pid
	wait $pid || cat "$work/said"
	await disabled
	set -- "$@" "$1"
	shift
done
is "$loads loads under load" $in_force "$loads"
chrt --other --pid 0 $$
kill $stress
wait $stress

# Whatever a policy does wrong, the machine lives on and kiln says so.
for policy in loses nowhere; do
	keep env KILN_BPF_DIR=build/obj/selftests/load/mutants timeout 100 kiln sched load $policy
	is "$policy: exit status" "$status" 1
	matches "$policy is thrown out, in words" "$err" \
		"*policy $policy: the kernel threw it out, and its own scheduler is in force: *"
	is "$policy: the kernel's own scheduler rules" "$(cat $sched_ext/state)" disabled
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
