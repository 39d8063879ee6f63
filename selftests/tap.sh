# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034	# who sources this uses them
# What test scripts share: each check is a line of TAP; end with `plan`.
n=0 bad=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# is WHAT GOT WANTED
is()
{
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n $1"
	else
		echo "not ok $n $1"
		bad=1
		printf 'got:    %s\nwanted: %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}

# matches WHAT GOT PATTERN: a shell pattern
matches()
{
	# shellcheck disable=SC2254	# a pattern
	case $2 in
	$3) is "$1" same same ;;
	*) is "$1" "$2" "$3" ;;
	esac
}

# skip WHAT WHY
skip()
{
	n=$((n + 1))
	echo "ok $n # SKIP $1: $2"
}

# keep COMMAND...: its output is in $out and $err, its status in $status
keep()
{
	"$@" >"$work/out" 2>"$work/err" </dev/null && status=0 || status=$?
	out=$(cat "$work/out") err=$(cat "$work/err")
}

plan()
{
	echo "1..$n"
	exit $bad
}
