// SPDX-License-Identifier: GPL-2.0
/*
 * Priorities that age: a ready job gains a level for each interval that it waits,
 * so none waits for ever. All that wait age alike: their order is that of "ready
 * since, and as many intervals as its level" and never changes. Nobody is
 * interrupted.
 */
#include "model.h"

struct aging_job {
	uint64_t rank;
};

static uint64_t rank_of(const struct model_job *job)
{
	return ((const struct aging_job *)job->own)->rank;
}

static bool older(const struct model_job *a, const struct model_job *b)
{
	return rank_of(a) < rank_of(b);
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct aging_job *own = job->own;

	(void)why;
	own->rank = sim->now + model_level(job) * sim->knob[0];
}

static struct model prio_aging = {
	.name = "prio-aging",
	.summary = "priorities that rise while a job waits",
	.before = older,
	.knob = { { .name = "interval", .is_time = true, .standard = KILN_UNIT_NS } },
	.job_size = sizeof(struct aging_job),
	.joins = joins,
};

KILN_MODEL(prio_aging)
