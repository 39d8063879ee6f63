// SPDX-License-Identifier: GPL-2.0
/*
 * Earliest deadline first: of the ready jobs the one whose deadline is next runs, and
 * takes the CPU from any with a later one. Below full load no deadline is missed
 * (Liu and Layland, 1973). A job without a deadline comes after all that have one.
 */
#include "model.h"

static uint64_t deadline_of(const struct model_job *job)
{
	const struct job *spec = job->spec;

	return spec->deadline ? spec->arrival + spec->deadline : UINT64_MAX;
}

static bool earlier(const struct model_job *a, const struct model_job *b)
{
	return deadline_of(a) < deadline_of(b);
}

static struct model edf = {
	.name = "edf",
	.summary = "earliest deadline first",
	.before = earlier,
	.preempts = true,
	.keeps_place = true,
};

KILN_MODEL(edf)
