// SPDX-License-Identifier: GPL-2.0
/* The figures of a run. A model's and the kernel's go through the same sums. */
#include <stdlib.h>

#include "error.h"
#include "result.h"

const char *const measure_name[MEASURES] = {
	[START] = "start",	 [FINISH] = "finish",	      [WAIT] = "wait",
	[RESPONSE] = "response", [TURNAROUND] = "turnaround",
};

static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

static void measure_job(const struct result *res, const struct job *job, uint32_t number,
			uint64_t *m)
{
	const struct timeline *tl = &res->timeline;
	uint64_t ran = 0;

	m[START] = UINT64_MAX;
	m[FINISH] = 0;
	for (size_t i = 0; i < tl->n; i++) {
		const struct segment *seg = &tl->seg[i];

		if (seg->job != number)
			continue;
		ran += seg->end - seg->start;
		if (seg->start < m[START])
			m[START] = seg->start;
		if (seg->end > m[FINISH])
			m[FINISH] = seg->end;
	}
	m[RESPONSE] = less(m[START], job->arrival);
	m[TURNAROUND] = less(m[FINISH], job->arrival);
	m[WAIT] = less(m[TURNAROUND], ran + res->blocked[number]);
}

static unsigned int count_switches(const struct timeline *tl, unsigned int cpus)
{
	uint32_t *last = zalloc(cpus, sizeof(*last)); /* job + 1 */
	unsigned int switches = 0;

	for (size_t i = 0; i < tl->n; i++) {
		const struct segment *seg = &tl->seg[i];

		if (last[seg->cpu] && last[seg->cpu] != seg->job + 1)
			switches++;
		last[seg->cpu] = seg->job + 1;
	}
	free(last);
	return switches;
}

/* Jain's index: (sum of x)^2 / (n * sum of x^2), x = burst / turnaround. */
static double jain(const struct result *res, const struct jobs *jobs)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < jobs->n; i++) {
		double turnaround = res->job[i][TURNAROUND];
		double x = turnaround > 0 ? jobs->job[i].burst / turnaround : 1;

		sum += x;
		squares += x * x;
	}
	return squares > 0 ? sum * sum / (jobs->n * squares) : 1;
}

/**
 * result_compute - the figures of a run
 * @res: with @timeline, merged, @cpus and @blocked set; the rest is filled in
 * @jobs: the jobs; each of them occurs in the timeline
 */
void result_compute(struct result *res, const struct jobs *jobs)
{
	res->job = zalloc(jobs->n, sizeof(*res->job));
	for (size_t i = 0; i < jobs->n; i++) {
		measure_job(res, &jobs->job[i], i, res->job[i]);
		for (int m = 0; m < MEASURES; m++) {
			res->average[m] += (double)res->job[i][m] / jobs->n;
			if (res->job[i][m] > res->worst[m])
				res->worst[m] = res->job[i][m];
		}
	}
	res->switches = count_switches(&res->timeline, res->cpus);
	res->fairness = jain(res, jobs);
}

/**
 * result_free - give a result's memory back
 * @res: the result
 */
void result_free(struct result *res)
{
	timeline_free(&res->timeline);
	free(res->blocked);
	free(res->job);
	*res = (struct result){};
}
