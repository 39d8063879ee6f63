// SPDX-License-Identifier: GPL-2.0
/*
 * Lottery (Waldspurger and Weihl, 1994): each quantum a ticket is drawn, and the job
 * that holds it runs. The draws follow from the seed.
 */
#include "model.h"

struct draws {
	__u64 state;
};

static void start(struct sim *sim)
{
	struct draws *draws = sim->own;

	draws->state = kiln_lottery_seed(sim->knob[0]);
}

static uint64_t tickets_of(const struct model_job *job)
{
	return job->spec->tickets ?: KILN_TICKETS;
}

static struct model_job *pick(struct sim *sim, unsigned int cpu)
{
	struct draws *draws = sim->own;
	size_t n = sim_ready(sim);
	uint64_t sum = 0, winner;

	(void)cpu;
	for (size_t i = 0; i < n; i++)
		sum += tickets_of(sim_ready_at(sim, i));
	if (n == 1)
		return sim_ready_at(sim, 0);
	winner = kiln_lottery_draw(&draws->state) % sum;
	for (size_t i = 0;; i++) {
		struct model_job *job = sim_ready_at(sim, i);

		if (winner < tickets_of(job))
			return job;
		winner -= tickets_of(job);
	}
}

static struct model lottery = {
	.name = "lottery",
	.summary = "proportional share by chance",
	.quantum = { .name = "quantum", .is_time = true, .standard = KILN_UNIT_NS },
	.knob = { { .name = "seed", .standard = 1 } },
	.size = sizeof(struct draws),
	.start = start,
	.pick = pick,
};

KILN_MODEL(lottery)
