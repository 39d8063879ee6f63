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

# the releases of the kernels that a root holds: sched_ext's, and the oldest
# that the modules support
newest_kernel()
{
	kernels "$1" | tail -n 1
}

oldest_kernel()
{
	kernels "$1" | head -n 1
}

kernels()
{
	for image in "$1"/boot/vmlinuz-*; do
		echo "${image##*/vmlinuz-}"
	done | sort -V
}
