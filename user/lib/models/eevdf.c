// SPDX-License-Identifier: GPL-2.0
/*
 * Earliest eligible virtual deadline first (Stoica and Abdel-Wahab, 1995). Virtual time
 * is the mean of the ready and running jobs' virtual runtimes, by weight. Who is not
 * ahead of it is eligible; of those the one with the earliest virtual deadline runs, that
 * is its virtual runtime at the beginning of its request and the request's length.
 *
 * What a job is behind, its lag, it keeps while it sleeps, a request at most: so it can
 * neither save up nor shed what it owes.
 */
#include "model.h"

struct eevdf_job {
	int64_t lag; /* while it is away */
	struct eevdf *all;
	uint64_t weight;
	uint64_t vruntime;
	uint64_t deadline;
	uint64_t woke; /* when, + 1 */
};

struct eevdf {
	uint64_t virtual_time;
	uint64_t weights; /* of the jobs that are ready or running */
	uint64_t request; /* the knob */
};

static struct eevdf_job *own_of(const struct model_job *job)
{
	return job->own;
}

static uint64_t request_left(const struct eevdf_job *own)
{
	return kiln_request_left(own->vruntime, own->deadline, own->weight);
}

static bool is_eligible(const struct eevdf_job *own)
{
	return own->vruntime <= own->all->virtual_time + KILN_VIRTUAL_HAIR;
}

/* Of several CPUs' jobs those that wait may all be ahead: then the least ahead. */
static bool goes_first(const struct model_job *a, const struct model_job *b)
{
	const struct eevdf_job *x = own_of(a), *y = own_of(b);

	if (is_eligible(x) != is_eligible(y))
		return is_eligible(x);
	if (!is_eligible(x))
		return x->vruntime < y->vruntime;
	return x->deadline < y->deadline;
}

/* Who wakes makes the choice anew, if it is eligible and would itself go first. */
static bool takes(const struct sim *sim, const struct model_job *a, const struct model_job *b)
{
	(void)a;
	for (size_t i = 0; i < sim_ready(sim); i++) {
		const struct model_job *job = sim_ready_at(sim, i);

		if (own_of(job)->woke == sim->now + 1 && is_eligible(own_of(job)) &&
		    goes_first(job, b))
			return true;
	}
	return false;
}

static void start(struct sim *sim)
{
	struct eevdf *all = sim->own;

	all->request = sim->knob[0];
	all->virtual_time = KILN_VIRTUAL_ZERO;
	for (size_t i = 0; i < sim->jobs->n; i++) {
		struct model_job *job = sim_job(sim, i);

		own_of(job)->all = all;
		own_of(job)->weight = kiln_weight(job->spec->nice);
	}
}

static void ran(struct sim *sim, struct model_job *job, uint64_t ns)
{
	struct eevdf *all = sim->own;

	own_of(job)->vruntime += kiln_virtual(ns, own_of(job)->weight);
	all->virtual_time += kiln_virtual(ns, all->weights);
}

static void enter(struct eevdf *all, struct eevdf_job *own)
{
	all->virtual_time -= kiln_lag_moves(own->lag, own->weight, all->weights);
	own->vruntime = all->virtual_time - own->lag;
	own->deadline = own->vruntime + kiln_virtual(all->request, own->weight);
	all->weights += own->weight;
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct eevdf_job *own = own_of(job);

	if (why == MODEL_ARRIVED || why == MODEL_WOKE) {
		enter(sim->own, own);
		own->woke = sim->now + 1;
	} else if (!request_left(own)) {
		uint64_t request = kiln_virtual(own->all->request, own->weight);

		own->vruntime = kiln_bounded_lead(own->vruntime, own->all->virtual_time, request);
		own->deadline = own->vruntime + request;
	}
}

static void leaves(struct sim *sim, struct model_job *job)
{
	struct eevdf *all = sim->own;
	struct eevdf_job *own = own_of(job);
	int64_t lag = all->virtual_time - own->vruntime;
	int64_t most = kiln_virtual(all->request, own->weight);

	all->weights -= own->weight;
	all->virtual_time += kiln_lag_moves(lag, own->weight, all->weights);
	own->lag = lag > most ? most : lag < -most ? -most : lag;
}

/* The rest of its request. */
static uint64_t slice(struct sim *sim, const struct model_job *job)
{
	(void)sim;
	return request_left(own_of(job));
}

static struct model eevdf = {
	.name = "eevdf",
	.summary = "earliest virtual deadline of those that are eligible",
	.before = goes_first,
	.preempts = true,
	.takes = takes,
	.knob = { { .name = "request", .is_time = true, .standard = KILN_UNIT_NS } },
	.job_size = sizeof(struct eevdf_job),
	.size = sizeof(struct eevdf),
	.start = start,
	.joins = joins,
	.leaves = leaves,
	.ran = ran,
	.slice = slice,
};

KILN_MODEL(eevdf)
