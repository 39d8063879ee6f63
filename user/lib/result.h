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

/* What is measured of the whole run. */
enum total {
	SWITCHES,
	MIGRATIONS,
	MISSED,
	PARTIAL,
	UTILISATION,
	THROUGHPUT,
	VARIANCE,
	FAIRNESS,
	TOTALS
};

extern const char *const total_name[TOTALS];

/**
 * struct result - what came out of a run, predicted or measured
 * @timeline: who had which CPU when
 * @cpus: how many CPUs there were
 * @hair: a deadline that is missed by no more is met, a gang that is partial for no
 *	longer is whole, ns; 0 in a prediction
 * @blocked: how long each job was blocked, ns
 * @job: for each job its measures, in nanoseconds:
 *	START	   first time on a CPU, since the start of the run
 *	FINISH	   last time on a CPU, likewise
 *	WAIT	   turnaround less the time on a CPU, and blocked
 *	RESPONSE   from arrival to start
 *	TURNAROUND from arrival to finish
 * @missed: for each job the deadlines that it missed
 * @average: the mean of each measure over the jobs, ns
 * @worst: the largest of each, ns
 * @total: of the run:
 *	SWITCHES    how often a CPU went from one job to another
 *	MIGRATIONS  how often a job went from one CPU to another
 *	MISSED	    deadlines, at each release of each job
 *	PARTIAL	    how often a gang came to run with some of its members only
 *	UTILISATION of the CPUs up to the last finish, 0 to 1
 *	THROUGHPUT  jobs finished in a unit
 *	VARIANCE    of the responses, in units squared
 *	FAIRNESS    Jain's index of the jobs' burst / turnaround: 1 when all were
 *		    slowed down alike, 1/n when one had everything
 */
struct result {
	struct timeline timeline;
	unsigned int cpus;
	uint64_t hair;
	uint64_t *blocked;
	uint64_t (*job)[MEASURES];
	unsigned int *missed;
	double average[MEASURES];
	uint64_t worst[MEASURES];
	double total[TOTALS];
};

void result_compute(struct result *res, const struct jobs *jobs);
void result_free(struct result *res);

#endif
