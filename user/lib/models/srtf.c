// SPDX-License-Identifier: GPL-2.0
/* Shortest remaining time first: a strictly shorter job takes the CPU at once. */
#include "model.h"

static bool less_left(const struct model_job *a, const struct model_job *b)
{
	return a->declared_left < b->declared_left;
}

static struct model srtf = {
	.name = "srtf",
	.summary = "shortest remaining time first, preempts",
	.before = less_left,
	.preempts = true,
};

KILN_MODEL(srtf)
