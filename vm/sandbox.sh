# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh

# sandbox ROOT [BWRAP-OPTION...] COMMAND...: becomes COMMAND in ROOT, which is
# read-only, with the project in $GUEST. It cannot outlive the caller: its
# processes are in a PID namespace that dies with it.
sandbox()
{
	sandbox_root=$1
	shift
	# An unprivileged user may have no /dev/kvm; --dev-bind brings what there is.
	exec bwrap --unshare-pid --die-with-parent \
		--ro-bind "$sandbox_root" / --dev-bind /dev /dev --proc /proc \
		--ro-bind /sys /sys --tmpfs /tmp --tmpfs /run \
		--bind "$PROJECT" "$GUEST" --chdir "$GUEST" \
		--clearenv --setenv HOME /tmp --setenv LOGNAME root --setenv KILN_INSIDE 1 \
		--setenv KILN_PROJECT "$PROJECT" --setenv KILN_LAB "$sandbox_root" \
		--setenv PATH "$GUEST/build/bin:/usr/sbin:/usr/bin" \
		--setenv LANG C.UTF-8 --setenv TERM "${TERM:-dumb}" \
		"$@"
}

# the same in a process of its own
sandbox_run()
{
	(sandbox "$@")
}
