// SPDX-License-Identifier: GPL-2.0
/*
 * Gang scheduling (Ousterhout, 1982): gangs take turns of a quantum, and in its turn a
 * gang has a CPU for each of its ready members, at the same time. CPUs that are left over
 * go to the next gangs in the row that fit as a whole; one for which not even all CPUs are
 * enough has them all. A gang waits until its last member has come.
 *
 * Jobs of no gang are one more in the row. It need not be whole, so it also has what the
 * others leave.
 */
#include "model.h"

struct gang {
	uint32_t number;
	size_t coming;	/* members that have not arrived */
	size_t ready;	/* members that run, or could */
	uint64_t place; /* in the row: the smallest is next; 0: it is not in it */
	bool on_turn;
};

struct gangs {
	uint64_t ends; /* the turn */
	uint64_t places;
	size_t n;
	struct gang gang[1 + JOBS_MAX]; /* the first are the jobs of none */
};

struct gang_job {
	struct gang *gang;
};

static struct gang *gang_of(const struct model_job *job)
{
	const struct gang_job *own = job->own;

	return own->gang;
}

static struct gang *find_gang(struct gangs *all, uint32_t number)
{
	size_t i = 0;

	while (i < all->n && all->gang[i].number != number)
		i++;
	if (i == all->n)
		all->gang[all->n++].number = number;
	return &all->gang[i];
}

static void start(struct sim *sim)
{
	struct gangs *all = sim->own;

	find_gang(all, 0);
	for (size_t i = 0; i < sim->jobs->n; i++) {
		struct model_job *job = sim_job(sim, i);
		struct gang_job *own = job->own;

		own->gang = find_gang(all, job->spec->gang);
		if (job->spec->gang)
			own->gang->coming++;
	}
}

static void joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct gangs *all = sim->own;
	struct gang *gang = gang_of(job);

	if (why != MODEL_ARRIVED && why != MODEL_WOKE)
		return;
	if (why == MODEL_ARRIVED && gang->number)
		gang->coming--;
	gang->ready++;
	if (!gang->place && !gang->coming)
		gang->place = ++all->places;
}

static void leaves(struct sim *sim, struct model_job *job)
{
	(void)sim;
	if (--gang_of(job)->ready)
		return;
	gang_of(job)->place = 0;
	gang_of(job)->on_turn = false;
}

static size_t used_cpus(const struct sim *sim, const struct gangs *all)
{
	size_t used = 0;

	for (size_t i = 0; i < all->n; i++)
		if (all->gang[i].on_turn)
			used += all->gang[i].ready;
	return used < sim->cpus ? used : sim->cpus;
}

/* The first in the row that has a turn, or has none and for which there are so many CPUs. */
static struct gang *first_gang(struct gangs *all, bool on_turn, size_t room)
{
	struct gang *first = NULL;

	for (size_t i = 0; i < all->n; i++) {
		struct gang *gang = &all->gang[i];

		if (!gang->place || gang->on_turn != on_turn ||
		    (gang->number && gang->ready > room))
			continue;
		if (!first || gang->place < first->place)
			first = gang;
	}
	return first;
}

/* Who had it goes to the end of the row. */
static void end_turn(struct gangs *all)
{
	struct gang *gang;

	while ((gang = first_gang(all, true, SIZE_MAX))) {
		gang->on_turn = false;
		gang->place = ++all->places;
	}
}

static void give_turns(const struct sim *sim, struct gangs *all)
{
	size_t used = used_cpus(sim, all);
	struct gang *gang;

	if (!used || all->ends <= sim->now) {
		end_turn(all);
		all->ends = sim->now + sim->quantum;
		used = 0;
	}
	while (used < sim->cpus &&
	       (gang = first_gang(all, false, used ? sim->cpus - used : SIZE_MAX))) {
		gang->on_turn = true;
		used += gang->ready;
	}
}

/* The first ready one whose turn it is; rather one that was on this CPU. */
static struct model_job *first_of(struct sim *sim, unsigned int cpu, bool of_gangs)
{
	struct model_job *first = NULL;

	for (size_t i = 0; i < sim_ready(sim); i++) {
		struct model_job *job = sim_ready_at(sim, i);

		if (!!gang_of(job)->number != of_gangs || (of_gangs && !gang_of(job)->on_turn))
			continue;
		if (of_gangs && job->had && job->cpu == cpu)
			return job;
		if (!first)
			first = job;
	}
	return first;
}

static struct model_job *pick(struct sim *sim, unsigned int cpu)
{
	struct model_job *job;

	give_turns(sim, sim->own);
	job = first_of(sim, cpu, true);
	return job ? job : first_of(sim, cpu, false);
}

static uint64_t slice(struct sim *sim, const struct model_job *job)
{
	const struct gangs *all = sim->own;

	(void)job;
	return all->ends - sim->now;
}

static struct model gang = {
	.name = "gang",
	.summary = "the whole gang at once, by turns",
	.quantum = {
		.name = "quantum",
		.is_time = true,
		.standard = KILN_RR_QUANTUM * KILN_UNIT_NS,
	},
	.job_size = sizeof(struct gang_job),
	.size = sizeof(struct gangs),
	.start = start,
	.joins = joins,
	.leaves = leaves,
	.slice = slice,
	.pick = pick,
};

KILN_MODEL(gang)
