/* SPDX-License-Identifier: GPL-2.0 */
/* The figures of a run: from its timeline, whoever made it. */
#ifndef KILN_RESULT_H
#define KILN_RESULT_H

#include "jobfile.h"
#include "timeline.h"

/* What is measured of each job, in the order in which tables show it. */
enum measure {
	START,
	FINISH,
	WAIT,
	RESPONSE,
	TURNAROUND,
	MEASURES
};

extern const char *const measure_name[MEASURES];

/**
 * struct result - what came out of a run, predicted or measured
 * @timeline: who had which CPU when
 * @cpus: how many CPUs there were
 * @blocked: how long each job was blocked, ns
 * @job: for each job its measures, in nanoseconds:
 *	START	   first time on a CPU, since the start of the run
 *	FINISH	   last time on a CPU, likewise
 *	WAIT	   turnaround less the time on a CPU, and blocked
 *	RESPONSE   from arrival to start
 *	TURNAROUND from arrival to finish
 * @average: the mean of each measure over the jobs, ns
 * @worst: the largest of each, ns
 * @switches: how often a CPU went from one job to another
 * @fairness: Jain's index of the jobs' burst / turnaround: 1 when all were
 *	slowed down alike, 1/n when one had everything
 */
struct result {
	struct timeline timeline;
	unsigned int cpus;
	uint64_t *blocked;
	uint64_t (*job)[MEASURES];
	double average[MEASURES];
	uint64_t worst[MEASURES];
	unsigned int switches;
	double fairness;
};

void result_compute(struct result *res, const struct jobs *jobs);
void result_free(struct result *res);

#endif
