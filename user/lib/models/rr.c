// SPDX-License-Identifier: GPL-2.0
/* Round robin: after a quantum on the CPU a job goes to the end of the queue. */
#include "model.h"

static struct model rr = {
	.name = "rr",
	.summary = "round robin: a quantum each, in turn",
	.quantum = {
		.name = "quantum",
		.is_time = true,
		.standard = KILN_RR_QUANTUM * KILN_UNIT_NS,
	},
};

KILN_MODEL(rr)
