#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The harness itself: that it reports each of several deliberate wrongs. In a VM
# of its own, since they leave the kernel tainted.
exec vm/run --timeout 300 -- sh selftests/harness/catches
