// SPDX-License-Identifier: GPL-2.0
/*
 * Completely fair scheduling (Molnar, 2007): the job with the smallest virtual runtime
 * runs. It grows with the time on the CPU, slower for a job with a larger weight.
 * Within one latency each ready job has a turn, as long as its part of the weights,
 * but not below the granularity. Who comes, or comes back, begins with the smallest
 * virtual runtime there is, or half a latency less if it slept: so it soon has a
 * turn, but cannot save up the time that it slept.
 */
#include "model.h"

struct cfs_job {
	uint64_t vruntime;
	uint64_t weight;
};

struct cfs {
	uint64_t least; /* smallest virtual runtime; never goes back */
};

enum {
	LATENCY,
	GRANULARITY
}; /* the knobs */

static struct cfs_job *own_of(const struct model_job *job)
{
	return job->own;
}

static bool had_less(const struct model_job *a, const struct model_job *b)
{
	return own_of(a)->vruntime < own_of(b)->vruntime;
}

/* Only if it is behind by a granularity, or they would take it from each other. */
static bool takes(const struct sim *sim, const struct model_job *a, const struct model_job *b)
{
	return own_of(a)->vruntime + sim->knob[GRANULARITY] < own_of(b)->vruntime;
}

static void start(struct sim *sim)
{
	for (size_t i = 0; i < sim->jobs->n; i++) {
		struct model_job *job = sim_job(sim, i);

		own_of(job)->weight = kiln_weight(job->spec->nice);
	}
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	const struct cfs *cfs = sim->own;
	uint64_t credit = why == MODEL_WOKE ? sim->knob[LATENCY] / 2 : 0;
	uint64_t floor = cfs->least > credit ? cfs->least - credit : 0;

	if ((why == MODEL_ARRIVED || why == MODEL_WOKE) && own_of(job)->vruntime < floor)
		own_of(job)->vruntime = floor;
}

static void runs(struct sim *sim, struct model_job *job)
{
	struct cfs *cfs = sim->own;

	if (cfs->least < own_of(job)->vruntime)
		cfs->least = own_of(job)->vruntime;
}

static void ran(struct sim *sim, struct model_job *job, uint64_t ns)
{
	(void)sim;
	own_of(job)->vruntime += ns * 1024 / own_of(job)->weight;
}

/* Its part of the latency: all weights are those of the ready and the running. */
static uint64_t slice(struct sim *sim, const struct model_job *job)
{
	uint64_t all = 0, part;

	for (size_t i = 0; i < sim_ready(sim); i++)
		all += own_of(sim_ready_at(sim, i))->weight;
	for (unsigned int cpu = 0; cpu < sim->cpus; cpu++)
		if (sim_running(sim, cpu))
			all += own_of(sim_running(sim, cpu))->weight;
	part = sim->knob[LATENCY] * own_of(job)->weight / all;
	return part > sim->knob[GRANULARITY] ? part : sim->knob[GRANULARITY];
}

static struct model cfs = {
	.name = "cfs",
	.summary = "smallest virtual runtime first",
	.before = had_less,
	.preempts = true,
	.takes = takes,
	.knob = { [LATENCY] = { .name = "latency", .is_time = true, .standard = 4 * KILN_UNIT_NS },
		  [GRANULARITY] = { .name = "granularity",
				    .is_time = true,
				    .standard = KILN_UNIT_NS } },
	.job_size = sizeof(struct cfs_job),
	.size = sizeof(struct cfs),
	.start = start,
	.joins = joins,
	.runs = runs,
	.ran = ran,
	.slice = slice,
};

KILN_MODEL(cfs)
