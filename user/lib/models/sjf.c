// SPDX-License-Identifier: GPL-2.0
/*
 * Shortest job first: the shortest burst, and nobody is interrupted. A job that does
 * not say how long its burst is gets a prediction: the exponential average of those
 * that it has had, between one block and the next.
 */
#include "model.h"

struct sjf_job {
	uint64_t predicted;
	uint64_t burst; /* so far */
};

enum {
	ALPHA,
	GUESS
}; /* the knobs: weight of the last burst, %; first prediction */

static uint64_t burst_of(const struct model_job *job)
{
	const struct sjf_job *own = job->own;

	return job->declared ?: own->predicted;
}

static bool shorter(const struct model_job *a, const struct model_job *b)
{
	return burst_of(a) < burst_of(b);
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct sjf_job *own = job->own;

	if (why == MODEL_ARRIVED)
		own->predicted = sim->knob[GUESS];
	else
		own->predicted = kiln_average(own->burst, own->predicted, sim->knob[ALPHA]);
	own->burst = 0;
}

static void ran(struct sim *sim, struct model_job *job, uint64_t ns)
{
	struct sjf_job *own = job->own;

	(void)sim;
	own->burst += ns;
}

static struct model sjf = {
	.name = "sjf",
	.summary = "shortest job first, never interrupted",
	.before = shorter,
	.knob = { [ALPHA] = { .name = "alpha", .standard = 50 },
		  [GUESS] = { .name = "guess", .is_time = true, .standard = 10 * KILN_UNIT_NS } },
	.job_size = sizeof(struct sjf_job),
	.joins = joins,
	.ran = ran,
};

KILN_MODEL(sjf)
