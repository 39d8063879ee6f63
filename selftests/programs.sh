# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What the host's and the guest's side of a run know of a test program.

# says SETTING PROGRAM: the settings of its part have that line, steady=1 for example
says()
{
	grep -qsx "$1" "$(dirname "$2")/settings"
}

# has_faults KERNEL PROGRAM: it is run a second time, with faults
has_faults()
{
	[ "$1" = debug ] && ! says faults=0 "$2"
}

# result KERNEL PROGRAM: the name that its result has in build/tap
result()
{
	echo "$1-$(basename "$(dirname "$2")")-$(basename "$2")"
}
