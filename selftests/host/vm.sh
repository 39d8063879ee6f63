#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm/run: what comes back of a command, and what a failed VM looks like.
. "$(dirname -- "$0")/../tap.sh"

run()
{
	vm/run --timeout 120 "$@" >"$work/out" 2>"$work/err"
	status=$?
}

# Every byte value, 1 MiB of noise, and quoting, in one boot each way.
head -c 1048576 /dev/urandom >"$work/noise"
for octal in 000 001 003 004 012 015 021 023 032 033 177 200 377; do
	printf '%b' "\\0$octal"
done >>"$work/noise"
# shellcheck disable=SC2016	# for the guest's shell
{
run -- sh -c 'cat; printf %s "$0|$1|$PWD" >&2; exit 42' "it's" 'a  "b" $c `d` \e' <"$work/noise"
is 'the exit status comes back' "$status" 42
is 'stdin and stdout are binary-safe' "$(cksum <"$work/out")" "$(cksum <"$work/noise")"
is 'stderr comes back apart, arguments are kept' "$(cat "$work/err")" \
	"it's|"'a  "b" $c `d` \e|/srv/kiln'
}

# Two at once; the project is read-write, all else is thrown away.
vm/run --timeout 120 -- sh -c 'touch /etc/kiln-test build/vm-test; echo first' >"$work/one" 2>&1 &
first=$!
run --cpus 3 --mem 1G -- nproc
wait $first
is 'two VMs run at once' "$? $status" '0 0'
is 'each has its own output' "$(cat "$work/one")/$(cat "$work/out")" first/3
root=$(vm/root)
is 'the project is written, the root is not' \
	"$(ls build/vm-test)$(ls "$root/etc/kiln-test" 2>/dev/null)" build/vm-test
rm -f build/vm-test

# A VM that fails: 125, one line that says why and where the console log is.
run -- sh -c 'echo 1 >/proc/sys/kernel/sysrq; echo c >/proc/sysrq-trigger; sleep 60'
is 'a panic ends with 125' "$status" 125
matches 'a panic is reported in one line' "$(cat "$work/err")" \
	'kiln: vm/run: the guest panicked: Kernel panic*console.log'
vm/run --timeout 25 -- sleep 1000 >"$work/out" 2>"$work/err"
is 'a hang ends with 125' "$?" 125
matches 'a hang is reported' "$(cat "$work/err")" \
	'kiln: vm/run: the guest was stopped after 25 s*'
printf 'this is no kernel' >build/no-kernel
run --kernel build/no-kernel -- true
is 'a kernel that does not boot ends with 125' "$status" 125

# Ctrl-C and a closed terminal: nothing is left.
for signal in INT HUP KILL; do
	touch "$work/out"
	sleep 1
	env --default-signal=INT vm/run -- sleep 1000 >/dev/null 2>&1 &
	pid=$!
	sleep 4
	job=$(find build/vm -name command -newer "$work/out" | sed 's,/command$,,')
	before=$(pgrep -fc "qemu-system.*$job/console.log")
	kill -$signal $pid
	wait $pid 2>/dev/null
	sleep 2
	is "SIG$signal to vm/run ends the VM" \
		"$before, $(pgrep -fc "qemu-system.*$job/console.log")" '1, 0'
done
# Wrong usage: 2, and nothing is started.
for args in '' '--cpus 0 -- true' '--mem lots -- true' '--frob' '--disk /nonexistent -- true' \
	'--timeout -- true' '--kernel /nonexistent -- true'; do
	# shellcheck disable=SC2086	# split on purpose
	run $args
	is "usage: vm/run $args" "$status" 2
done

mkdir -p 'build/a folder'
disk="build/a folder/it's"
printf disk-contents >"$disk"
truncate -s 1M "$disk"
run --disk "$disk" -- sh -c 'head -c 13 /dev/vda; printf changed | dd of=/dev/vda bs=7 count=1 status=none'
is 'a disk is /dev/vda' "$(cat "$work/out")" disk-contents
is 'and is written' "$(head -c 7 "$disk")" changed

rm -rf 'build/a folder' build/no-kernel
plan
