// SPDX-License-Identifier: GPL-2.0
/*
 * Earliest deadline first: of the ready jobs the one whose deadline is next runs, and
 * takes the CPU from any with a later one. Below full load no deadline is missed
 * (Liu and Layland, 1973). A job without a deadline comes after all that have one.
 *
 * The admission test: a job is refused its deadline if with it the jobs would need
 * more than the CPUs.
 */
#include "model.h"

struct edf_job {
	uint64_t density; /* 0: it has no deadline, or was refused it */
	bool refused;
};

struct edf {
	uint64_t density; /* of all that are admitted */
};

static uint64_t deadline_of(const struct model_job *job)
{
	const struct edf_job *own = job->own;

	return own->refused ? UINT64_MAX : job_deadline(job->spec, model_release(job));
}

static bool earlier(const struct model_job *a, const struct model_job *b)
{
	return deadline_of(a) < deadline_of(b);
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	const struct job *spec = job->spec;
	struct edf_job *own = job->own;
	struct edf *edf = sim->own;
	uint64_t density = kiln_density(spec->declared, spec->deadline, spec->period);

	if (why != MODEL_ARRIVED || !sim->knob[0])
		return;
	own->refused = edf->density + density > sim->cpus * KILN_FULL_LOAD;
	if (own->refused)
		return;
	own->density = density;
	edf->density += density;
}

static void leaves(struct sim *sim, struct model_job *job)
{
	const struct edf_job *own = job->own;
	struct edf *edf = sim->own;

	if (!job->left)
		edf->density -= own->density;
}

static struct model edf = {
	.name = "edf",
	.summary = "earliest deadline first",
	.before = earlier,
	.preempts = true,
	.keeps_place = true,
	.knob = { { .name = "admission", .standard = 0 } },
	.job_size = sizeof(struct edf_job),
	.size = sizeof(struct edf),
	.joins = joins,
	.leaves = leaves,
};

KILN_MODEL(edf)
