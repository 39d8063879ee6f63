// SPDX-License-Identifier: GPL-2.0
/*
 * Decay usage, as in old Unix: at each interval a job's usage becomes usage / 2 +
 * what it has had in the interval. The job whose level and usage, in units,
 * add up to least runs, for a quantum, and a lesser one takes its CPU at once.
 */
#include "model.h"

struct decay_job {
	uint64_t usage;
	uint64_t recent; /* what it has had in this interval */
	uint64_t level;	 /* as time */
};

static uint64_t priority(const struct model_job *job)
{
	const struct decay_job *own = job->own;

	return own->level + own->usage;
}

static bool less_used(const struct model_job *a, const struct model_job *b)
{
	return priority(a) < priority(b);
}

static void start(struct sim *sim)
{
	for (size_t i = 0; i < sim->jobs->n; i++) {
		struct model_job *job = sim_job(sim, i);
		struct decay_job *own = job->own;

		own->level = job->spec->level * sim->jobs->unit_ns;
	}
}

static void ran(struct sim *sim, struct model_job *job, uint64_t ns)
{
	struct decay_job *own = job->own;

	(void)sim;
	own->recent += ns;
}

static void every(struct sim *sim)
{
	for (size_t i = 0; i < sim->jobs->n; i++) {
		struct decay_job *own = sim_job(sim, i)->own;

		own->usage = own->usage / 2 + own->recent;
		own->recent = 0;
	}
}

static struct model decay = {
	.name = "decay",
	.summary = "decay usage: who had much lately waits",
	.before = less_used,
	.preempts = true,
	.quantum = { .name = "quantum", .is_time = true, .standard = 10 * KILN_UNIT_NS },
	.knob = { { .name = "interval", .is_time = true, .standard = 10 * KILN_UNIT_NS } },
	.job_size = sizeof(struct decay_job),
	.start = start,
	.ran = ran,
	.every = every,
};

KILN_MODEL(decay)
