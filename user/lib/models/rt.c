// SPDX-License-Identifier: GPL-2.0
/*
 * Real-time levels, as SCHED_FIFO and SCHED_RR have them: the smallest level runs. Jobs
 * of one level take turns of a quantum; at the best levels, as many as the knob fifo
 * says, each runs to its end. A better one takes the CPU at once; who loses it keeps his
 * place, and what is left of his quantum.
 */
#include "model.h"

struct rt_job {
	uint64_t used; /* of its quantum */
};

static bool more_important(const struct model_job *a, const struct model_job *b)
{
	return model_level(a) < model_level(b);
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct rt_job *own = job->own;

	(void)sim;
	if (why != MODEL_PREEMPTED)
		own->used = 0;
}

static void ran(struct sim *sim, struct model_job *job, uint64_t ns)
{
	struct rt_job *own = job->own;

	(void)sim;
	own->used += ns;
}

static uint64_t slice(struct sim *sim, const struct model_job *job)
{
	const struct rt_job *own = job->own;

	return model_level(job) <= sim->knob[0] ? 0 : sim->quantum - own->used;
}

static struct model rt = {
	.name = "rt",
	.summary = "real-time levels, turns within one",
	.before = more_important,
	.preempts = true,
	.keeps_place = true,
	.quantum = {
		.name = "quantum",
		.is_time = true,
		.standard = KILN_RR_QUANTUM * KILN_UNIT_NS,
	},
	.knob = { { .name = "fifo", .standard = 0 } },
	.job_size = sizeof(struct rt_job),
	.joins = joins,
	.ran = ran,
	.slice = slice,
};

KILN_MODEL(rt)
