// SPDX-License-Identifier: GPL-2.0
/*
 * Static priorities: the smallest level runs, of equals the one ready longest. A
 * better one takes the CPU at once, if the policy preempts, and who loses it
 * keeps his place.
 */
#include "model.h"

static bool more_important(const struct model_job *a, const struct model_job *b)
{
	return model_level(a) < model_level(b);
}

static void start(struct sim *sim)
{
	sim->preempts = sim->knob[0];
}

static struct model prio = {
	.name = "prio",
	.summary = "static priorities",
	.before = more_important,
	.keeps_place = true,
	.knob = { { .name = "preemptive", .standard = 1 } },
	.start = start,
};

KILN_MODEL(prio)
