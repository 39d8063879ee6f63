// SPDX-License-Identifier: GPL-2.0
/* One queue that all CPUs share: round robin, to be seen beside percpu and steal. */
#include "model.h"

static struct model global = {
	.name = "global",
	.summary = "round robin, one queue for all CPUs",
	.quantum = {
		.name = "quantum",
		.is_time = true,
		.standard = KILN_RR_QUANTUM * KILN_UNIT_NS,
	},
};

KILN_MODEL(global)
