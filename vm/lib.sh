# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034	# who sources this uses them
# What the scripts under vm/ share. They run on the host, which needs a POSIX
# shell, coreutils, flock and bubblewrap, and nothing of the lab.

PROJECT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/kiln
GUEST=/srv/kiln		# where the project is, in the lab root and in the VM

say()
{
	printf 'kiln: %s\n' "$*" >&2
}

# fail STATUS WHAT: every script ends here when it cannot go on
fail()
{
	status=$1
	shift
	say "$*"
	exit "$status"
}

# lock NAME: one process at a time does a piece of work; ends with the process
lock()
{
	mkdir -p "$CACHE"
	exec 9>"$CACHE/$1.lock"
	if ! flock -n 9; then
		say "another run is busy with the $1, waiting for it"
		flock 9
	fi
}

unlock()
{
	exec 9>&-
}

# reuse FOLDER: prints the path of what is cached, and ends
reuse()
{
	[ -e "$1" ] || return 0
	touch -c "$1"	# in use: see begin
	echo "$1"
	exit
}

# begin KIND FOLDER GIB: one process at a time fills the cache's FOLDER, which takes
# GIB while it is made. It does so in $work, and says `finish` at last; if it
# ends before, nothing is left.
begin()
{
	lock "$1"
	reuse "$2"	# another one made it while we waited
	space=$(df -Pk "$CACHE" | awk 'NR == 2 { print int($4 / 1048576) }')
	[ "$space" -ge "$3" ] ||
		fail 1 "$CACHE: $space GiB free, making the $1 takes $3: free some, or set XDG_CACHE_HOME"
	# Those that no checkout has used for a month.
	find "$CACHE" -maxdepth 1 -name "$1-*" -type d -mtime +30 -exec rm -rf {} +
	made=$2 work=$2.part
	rm -rf "$work"
	mkdir -p "$work"
	trap 'status=$?; rm -rf "$work"; exit $status' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

finish()
{
	mv "$work" "$made"
	echo "$made"
}

# host_tools TOOL...: installs what is missing, or says how to
host_tools()
{
	missing=
	for tool; do
		command -v "$tool" >/dev/null || missing="$missing $tool"
	done
	[ -z "$missing" ] && return
	packages='mmdebstrap bubblewrap uidmap debian-archive-keyring'
	cure="apt-get install -y --no-install-recommends $packages"
	if ! command -v apt-get >/dev/null; then
		fail 1 "this machine lacks:$missing: install $packages"
	elif [ "$(id -u)" != 0 ]; then
		fail 1 "this machine lacks:$missing: run once: sudo $cure"
	fi
	say "installing$missing with apt-get"
	lock apt
	{
		apt-get -qq update &&
		DEBIAN_FRONTEND=noninteractive $cure
	} >"$CACHE/apt.log" 2>&1 ||
		fail 1 "apt-get failed: see $CACHE/apt.log"
	unlock
}

# the release of the stock kernel
newest_kernel()
{
	kernels "$1" | tail -n 1
}

# the releases of the kernels whose headers the lab root holds, oldest first
kernels()
{
	for image in "$1"/boot/vmlinuz-*; do
		echo "${image##*/vmlinuz-}"
	done | sort -V
}
