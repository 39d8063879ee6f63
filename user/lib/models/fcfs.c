// SPDX-License-Identifier: GPL-2.0
/* First come, first served: the order of arrival, and nobody is interrupted. */
#include "model.h"

static struct model fcfs = {
	.name = "fcfs",
	.summary = "first come, first served",
};

KILN_MODEL(fcfs)
