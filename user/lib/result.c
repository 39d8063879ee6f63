// SPDX-License-Identifier: GPL-2.0
/* The figures of a run. A model's and the kernel's go through the same sums. */
#include <stdbool.h>
#include <stdlib.h>

#include "error.h"
#include "result.h"

const char *const measure_name[MEASURES] = {
	[START] = "start",	 [FINISH] = "finish",	      [WAIT] = "wait",
	[RESPONSE] = "response", [TURNAROUND] = "turnaround",
};

const char *const total_name[TOTALS] = {
	[SWITCHES] = "switches",
	[MIGRATIONS] = "migrations",
	[MISSED] = "missed",
	[PARTIAL] = "partial_activations",
	[UTILISATION] = "utilisation",
	[THROUGHPUT] = "throughput",
	[VARIANCE] = "response_variance",
	[FAIRNESS] = "fairness",
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

static unsigned int count_migrations(const struct timeline *tl, size_t jobs)
{
	uint32_t *last = zalloc(jobs, sizeof(*last)); /* CPU + 1 */
	unsigned int migrations = 0;

	for (size_t i = 0; i < tl->n; i++) {
		const struct segment *seg = &tl->seg[i];

		if (last[seg->job] && last[seg->job] != seg->cpu + 1)
			migrations++;
		last[seg->job] = seg->cpu + 1;
	}
	free(last);
	return migrations;
}

/* A release is done when the job has had its burst as often; the last, when it is gone. */
static unsigned int count_missed(const struct result *res, const struct job *job, uint32_t number)
{
	const struct timeline *tl = &res->timeline;
	uint64_t releases = job->releases ?: 1, burst = job->burst / releases;
	uint64_t slack = res->hair < burst / 2 ? res->hair : burst / 2;
	uint64_t had, ran = 0, k = 0;
	unsigned int missed = 0;

	if (!job->deadline)
		return 0;
	for (size_t i = 0; i < tl->n; i++) {
		const struct segment *seg = &tl->seg[i];

		if (seg->job != number)
			continue;
		had = ran;
		ran += seg->end - seg->start;
		for (; k + 1 < releases && ran + slack >= (k + 1) * burst; k++)
			missed += seg->start + less((k + 1) * burst, had) >
				  job_deadline(job, k) + res->hair;
	}
	return missed + (res->job[number][FINISH] > job_deadline(job, releases - 1) + res->hair);
}

/* A moment at which the numbers of a gang's members change. */
struct edge {
	uint64_t at;
	int running;
	int present; /* arrived and not finished */
};

static int by_time(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static size_t find_edges(const struct result *res, const struct jobs *jobs, uint32_t gang,
			 struct edge *edge)
{
	const struct timeline *tl = &res->timeline;
	size_t n = 0;

	for (size_t i = 0; i < jobs->n; i++) {
		if (jobs->job[i].gang != gang)
			continue;
		edge[n++] = (struct edge){ jobs->job[i].arrival, 0, 1 };
		edge[n++] = (struct edge){ res->job[i][FINISH], 0, -1 };
	}
	for (size_t i = 0; i < tl->n; i++) {
		if (jobs->job[tl->seg[i].job].gang != gang)
			continue;
		edge[n++] = (struct edge){ tl->seg[i].start, 1, 0 };
		edge[n++] = (struct edge){ tl->seg[i].end, -1, 0 };
	}
	qsort(edge, n, sizeof(*edge), by_time);
	return n;
}

static unsigned int count_partial_of(const struct result *res, const struct jobs *jobs,
				     uint32_t gang, struct edge *edge)
{
	size_t n = find_edges(res, jobs, gang, edge);
	int running = 0, present = 0;
	unsigned int partial = 0;
	uint64_t since = 0;
	bool is_partial = false;

	for (size_t i = 0; i < n; i++) {
		running += edge[i].running;
		present += edge[i].present;
		if (i + 1 < n && edge[i + 1].at == edge[i].at)
			continue;
		if (is_partial && !(running && running < present))
			partial += edge[i].at - since > res->hair;
		else if (!is_partial && running && running < present)
			since = edge[i].at;
		is_partial = running && running < present;
	}
	return partial;
}

static unsigned int count_partial(const struct result *res, const struct jobs *jobs)
{
	struct edge *edge = zalloc(2 * (jobs->n + res->timeline.n), sizeof(*edge));
	unsigned int partial = 0;

	for (size_t i = 0; i < jobs->n; i++) {
		size_t first = 0;

		while (jobs->job[first].gang != jobs->job[i].gang)
			first++;
		if (jobs->job[i].gang && first == i)
			partial += count_partial_of(res, jobs, jobs->job[i].gang, edge);
	}
	free(edge);
	return partial;
}

static double utilisation(const struct result *res)
{
	const struct timeline *tl = &res->timeline;
	double busy = 0, end = timeline_end(tl);

	for (size_t i = 0; i < tl->n; i++)
		busy += tl->seg[i].end - tl->seg[i].start;
	return end > 0 ? busy / (end * res->cpus) : 0;
}

static double response_variance(const struct result *res, const struct jobs *jobs)
{
	double sum = 0;

	for (size_t i = 0; i < jobs->n; i++) {
		double off = (res->job[i][RESPONSE] - res->average[RESPONSE]) / jobs->unit_ns;

		sum += off * off;
	}
	return sum / jobs->n;
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
	res->missed = zalloc(jobs->n, sizeof(*res->missed));
	for (size_t i = 0; i < jobs->n; i++) {
		res->missed[i] = count_missed(res, &jobs->job[i], i);
		res->total[MISSED] += res->missed[i];
	}
	res->total[SWITCHES] = count_switches(&res->timeline, res->cpus);
	res->total[MIGRATIONS] = count_migrations(&res->timeline, jobs->n);
	res->total[PARTIAL] = count_partial(res, jobs);
	res->total[UTILISATION] = utilisation(res);
	res->total[THROUGHPUT] = (double)jobs->n * jobs->unit_ns / timeline_end(&res->timeline);
	res->total[VARIANCE] = response_variance(res, jobs);
	res->total[FAIRNESS] = jain(res, jobs);
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
	free(res->missed);
	*res = (struct result){};
}
