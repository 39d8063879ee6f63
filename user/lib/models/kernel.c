// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own scheduler, as far as a first lecture goes: all ready jobs
 * share the CPU equally. Drawn as round robin with slices of a tenth of a unit.
 */
#include "model.h"

static struct model kernel = {
	.name = "kernel",
	.summary = "the kernel's own, EEVDF; model: ideal fair sharing, in slices of 0.1 unit",
	.quantum = {
		.name = "slice",
		.is_time = true,
		.standard = KILN_UNIT_NS / 10,
	},
};

KILN_MODEL(kernel)
