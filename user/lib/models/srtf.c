// SPDX-License-Identifier: GPL-2.0
/* Shortest remaining time first: a strictly shorter job takes the CPU at once. */
#include "model.h"

/* Who does not know comes last. */
static uint64_t left_of(const struct model_job *job)
{
	return job->declared ? job->declared_left : UINT64_MAX;
}

static bool less_left(const struct model_job *a, const struct model_job *b)
{
	return left_of(a) < left_of(b);
}

static struct model srtf = {
	.name = "srtf",
	.summary = "shortest remaining time first, preempts",
	.before = less_left,
	.preempts = true,
};

KILN_MODEL(srtf)
