// SPDX-License-Identifier: GPL-2.0
/*
 * Stride (Waldspurger and Weihl, 1995): a job's pass advances as it runs, the slower
 * the more tickets it has; the smallest pass runs, for a quantum. Who comes, or comes
 * back, is not ahead of the one that ran last: sleeping saves nothing up.
 */
#include "model.h"

struct stride_job {
	uint64_t pass;
};

struct strides {
	uint64_t pass; /* of the job that got a CPU last */
};

static uint64_t pass_of(const struct model_job *job)
{
	return ((const struct stride_job *)job->own)->pass;
}

static bool behind(const struct model_job *a, const struct model_job *b)
{
	return pass_of(a) < pass_of(b);
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	const struct strides *strides = sim->own;
	struct stride_job *own = job->own;

	if ((why == MODEL_ARRIVED || why == MODEL_WOKE) && own->pass < strides->pass)
		own->pass = strides->pass;
}

static void runs(struct sim *sim, struct model_job *job)
{
	struct strides *strides = sim->own;

	if (strides->pass < pass_of(job))
		strides->pass = pass_of(job);
}

static void ran(struct sim *sim, struct model_job *job, uint64_t ns)
{
	struct stride_job *own = job->own;

	(void)sim;
	own->pass += kiln_stride(ns, job->spec->tickets);
}

static struct model stride = {
	.name = "stride",
	.summary = "proportional share, by pass",
	.before = behind,
	.quantum = { .name = "quantum", .is_time = true, .standard = KILN_UNIT_NS },
	.job_size = sizeof(struct stride_job),
	.size = sizeof(struct strides),
	.joins = joins,
	.runs = runs,
	.ran = ran,
};

KILN_MODEL(stride)
