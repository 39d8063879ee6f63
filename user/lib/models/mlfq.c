// SPDX-License-Identifier: GPL-2.0
/*
 * Multi-level feedback queue. A job begins at the top; when it has used up its
 * allotment there, in one go or in many, it falls a level, where allotments are
 * twice as long. The highest level that is not empty runs, its jobs in turn.
 * Every boost interval all jobs are at the top again.
 */
#include "model.h"

struct mlfq_job {
	uint64_t level;
	uint64_t used;	/* of its allotment there */
	uint64_t boost; /* the number of the last boost that it has seen */
	uint64_t rank;	/* of its queue, since the first boost */
};

enum {
	LEVELS,
	BOOST
}; /* the knobs */

static uint64_t rank_of(const struct model_job *job)
{
	return ((const struct mlfq_job *)job->own)->rank;
}

static bool higher(const struct model_job *a, const struct model_job *b)
{
	return rank_of(a) < rank_of(b);
}

static uint64_t allotment(const struct sim *sim, const struct mlfq_job *own)
{
	return sim->quantum << own->level;
}

static void ran(struct sim *sim, struct model_job *job, uint64_t ns)
{
	struct mlfq_job *own = job->own;

	own->used += ns;
	if (own->used < allotment(sim, own))
		return;
	own->used = 0;
	if (own->level + 1 < sim->knob[LEVELS])
		own->level++;
}

/* Who was ready at a boost is ahead of who joins the top after it. */
static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct mlfq_job *own = job->own;
	uint64_t boost = sim->now / sim->knob[BOOST];

	(void)why;
	if (own->boost != boost)
		own->level = own->used = 0;
	own->boost = boost;
	own->rank = boost * sim->knob[LEVELS] + own->level;
}

static uint64_t slice(struct sim *sim, const struct model_job *job)
{
	const struct mlfq_job *own = job->own;

	return allotment(sim, own) - own->used;
}

static struct model mlfq = {
	.name = "mlfq",
	.summary = "multi-level feedback queue",
	.before = higher,
	.preempts = true,
	.keeps_place = true,
	.quantum = { .name = "quantum", .is_time = true, .standard = KILN_UNIT_NS },
	.knob = { [LEVELS] = { .name = "levels", .standard = 3 },
		    [BOOST] = { .name = "boost", .is_time = true, .standard = 20 * KILN_UNIT_NS } },
	.job_size = sizeof(struct mlfq_job),
	.joins = joins,
	.ran = ran,
	.slice = slice,
};

KILN_MODEL(mlfq)
