// SPDX-License-Identifier: GPL-2.0
/*
 * Two queues: foreground jobs (level 1) take turns of a quantum, background jobs (all
 * others) run in the order in which they came. Of a hundred turns the foreground has
 * its share, as long as both queues have jobs; else the one that has any has all.
 */
#include "model.h"

struct queued_job {
	uint64_t came; /* its place among those of the background */
};

struct turns {
	uint64_t foreground; /* that each queue has had */
	uint64_t background;
	uint64_t comers;
};

static bool in_foreground(const struct model_job *job)
{
	return job->spec->level == 1;
}

static uint64_t came(const struct model_job *job)
{
	return ((const struct queued_job *)job->own)->came;
}

static struct model_job *foreground(const struct sim *sim)
{
	for (size_t i = 0; i < sim_ready(sim); i++)
		if (in_foreground(sim_ready_at(sim, i)))
			return sim_ready_at(sim, i);
	return NULL;
}

/* The first that came, also if its turn has just ended. */
static struct model_job *background(const struct sim *sim)
{
	struct model_job *first = NULL;

	for (size_t i = 0; i < sim_ready(sim); i++) {
		struct model_job *job = sim_ready_at(sim, i);

		if (!in_foreground(job) && (!first || came(job) < came(first)))
			first = job;
	}
	return first;
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct queued_job *own = job->own;
	struct turns *turns = sim->own;

	if (why == MODEL_ARRIVED || why == MODEL_WOKE)
		own->came = turns->comers++;
}

static struct model_job *pick(struct sim *sim, unsigned int cpu)
{
	struct model_job *fore = foreground(sim), *back = background(sim);
	struct turns *turns = sim->own;

	(void)cpu;
	if (!fore || !back)
		return fore ?: back;
	if (kiln_share_is_due(turns->foreground, turns->background, sim->knob[0])) {
		turns->foreground++;
		return fore;
	}
	turns->background++;
	return back;
}

static struct model multiqueue = {
	.name = "multiqueue",
	.summary = "foreground by turns, background in order, a share each",
	.quantum = { .name = "quantum", .is_time = true, .standard = KILN_UNIT_NS },
	.knob = { { .name = "share", .standard = 80 } },
	.job_size = sizeof(struct queued_job),
	.size = sizeof(struct turns),
	.joins = joins,
	.pick = pick,
};

KILN_MODEL(multiqueue)
