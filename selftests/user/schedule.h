/* SPDX-License-Identifier: GPL-2.0 */
/* What judges a schedule: for the tests of the models. */
#ifndef _KILN_TEST_SCHEDULE_H
#define _KILN_TEST_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "model.h"
#include "random.h"

#include "kselftest_harness.h"

#define UNIT KILN_UNIT_NS
#define JOBS 8 /* in a random set, at most */

/* --- job sets and schedules */

static inline struct jobs none_of(struct job *job, uint64_t unit_ns)
{
	return (struct jobs){ .job = job, .unit_ns = unit_ns };
}

static inline void add(struct jobs *jobs, uint64_t arrival, uint64_t burst)
{
	struct job *job = &jobs->job[jobs->n++];

	*job = (struct job){ .arrival = arrival, .burst = burst, .declared = burst };
	sprintf(job->name, "P%zu", jobs->n);
}

/* Lecture times are in units. */
static inline void add_units(struct jobs *jobs, unsigned int arrival, unsigned int burst)
{
	add(jobs, arrival * UNIT, burst * UNIT);
}

static inline int schedule(const struct model *model, const struct jobs *jobs, unsigned int cpus,
			   const char *knob, const char *value, struct result *res)
{
	struct setting set = { .name = knob, .value = value };
	struct settings settings = { .set = &set, .n = knob ? 1 : 0 };

	return model_run(model, jobs, cpus, &settings, res);
}

/* What a schedule looks like: "P1x3 P2 ..." */
static inline const char *order_of(const struct timeline *tl, uint64_t unit_ns)
{
	static char text[512];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < tl->n && n < sizeof(text) - 32; i++) {
		uint64_t units = (tl->seg[i].end - tl->seg[i].start) / unit_ns;

		n += sprintf(text + n, "%sP%u", n ? " " : "", tl->seg[i].job + 1);
		if (units != 1)
			n += sprintf(text + n, "x%llu", (unsigned long long)units);
	}
	return text;
}

static inline bool same_timeline(const struct timeline *a, const struct timeline *b)
{
	return a->n == b->n && !memcmp(a->seg, b->seg, a->n * sizeof(*a->seg));
}

/* --- what must hold; each returns what does not, or NULL */

struct schedule {
	const struct jobs *jobs;
	unsigned int cpus;
	const struct timeline *tl;
	uint64_t quantum;
};

/* CPU time of job @j until @t. */
static inline uint64_t had(const struct schedule *s, uint32_t j, uint64_t t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->tl->n; i++) {
		const struct segment *seg = &s->tl->seg[i];

		if (seg->job == j && seg->start < t)
			sum += (seg->end < t ? seg->end : t) - seg->start;
	}
	return sum;
}

static inline bool running(const struct schedule *s, uint32_t j, uint64_t t)
{
	for (size_t i = 0; i < s->tl->n; i++)
		if (s->tl->seg[i].job == j && s->tl->seg[i].start <= t && s->tl->seg[i].end > t)
			return true;
	return false;
}

/* When job @j had had @cpu_ns of CPU time. */
static inline uint64_t reached(const struct schedule *s, uint32_t j, uint64_t cpu_ns)
{
	for (size_t i = 0; i < s->tl->n; i++) {
		const struct segment *seg = &s->tl->seg[i];

		if (seg->job != j)
			continue;
		if (seg->end - seg->start >= cpu_ns)
			return seg->start + cpu_ns;
		cpu_ns -= seg->end - seg->start;
	}
	return UINT64_MAX / 2;
}

/* Until when job @j is blocked at @t, 0 when it is not. */
static inline uint64_t blocked_until(const struct schedule *s, uint32_t j, uint64_t t)
{
	const struct job *job = &s->jobs->job[j];

	for (uint64_t k = 1; k <= job_blocks(job); k++) {
		uint64_t since = reached(s, j, k * job->run);

		if (since <= t && t < since + job->block)
			return since + job->block;
	}
	return 0;
}

/* When job @j, at @t, had arrived or woken last. */
static inline uint64_t came(const struct schedule *s, uint32_t j, uint64_t t)
{
	const struct job *job = &s->jobs->job[j];
	uint64_t last = job->arrival;

	for (uint64_t k = 1; k <= job_blocks(job); k++) {
		uint64_t wakes = reached(s, j, k * job->run) + job->block;

		if (wakes <= t)
			last = wakes;
	}
	return last;
}

static inline bool waiting(const struct schedule *s, uint32_t j, uint64_t t)
{
	const struct job *job = &s->jobs->job[j];

	return job->arrival <= t && had(s, j, t) < job->burst && !running(s, j, t) &&
	       !blocked_until(s, j, t);
}

static inline int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The instants at which something changes; between two of them nothing does. */
static inline size_t instants(const struct schedule *s, uint64_t **at)
{
	size_t n = 0, kept = 0;

	for (size_t j = 0; j < s->jobs->n; j++)
		n += 1 + job_blocks(&s->jobs->job[j]);
	*at = zalloc(n + 2 * s->tl->n, sizeof(**at));
	n = 0;
	for (size_t j = 0; j < s->jobs->n; j++) {
		const struct job *job = &s->jobs->job[j];

		(*at)[n++] = job->arrival;
		for (uint64_t k = 1; k <= job_blocks(job); k++)
			(*at)[n++] = reached(s, j, k * job->run) + job->block;
	}
	for (size_t i = 0; i < s->tl->n; i++) {
		(*at)[n++] = s->tl->seg[i].start;
		(*at)[n++] = s->tl->seg[i].end;
	}
	qsort(*at, n, sizeof(**at), ascending);
	for (size_t i = 0; i < n; i++)
		if (!kept || (*at)[kept - 1] != (*at)[i])
			(*at)[kept++] = (*at)[i];
	return kept;
}

static inline const char *check_arrival(const struct schedule *s)
{
	for (size_t i = 0; i < s->tl->n; i++)
		if (s->tl->seg[i].start < s->jobs->job[s->tl->seg[i].job].arrival)
			return "a job is served before it arrives";
	return NULL;
}

static inline const char *check_burst(const struct schedule *s)
{
	for (size_t j = 0; j < s->jobs->n; j++)
		if (had(s, j, UINT64_MAX) != s->jobs->job[j].burst)
			return "a job does not get exactly its burst";
	return NULL;
}

static inline const char *check_blocks(const struct schedule *s)
{
	for (size_t i = 0; i < s->tl->n; i++) {
		const struct segment *seg = &s->tl->seg[i];

		if (blocked_until(s, seg->job, seg->start) ||
		    blocked_until(s, seg->job, seg->end - 1))
			return "a job runs while it is blocked";
	}
	return NULL;
}

static inline const char *check_places(const struct schedule *s)
{
	for (size_t i = 0; i < s->tl->n; i++) {
		const struct segment *a = &s->tl->seg[i];

		if (a->cpu >= s->cpus)
			return "there is no such CPU";
		for (size_t k = 0; k < i; k++) {
			const struct segment *b = &s->tl->seg[k];

			if (a->start >= b->end || b->start >= a->end)
				continue;
			if (a->job == b->job)
				return "a job is at two places at once";
			if (a->cpu == b->cpu)
				return "a CPU has two jobs at once";
		}
	}
	return NULL;
}

static inline const char *check_work(const struct schedule *s)
{
	const char *wrong = NULL;
	uint64_t *at;
	size_t n = instants(s, &at);

	for (size_t i = 0; i + 1 < n && !wrong; i++) {
		unsigned int busy = 0, ready = 0;

		for (size_t j = 0; j < s->jobs->n; j++) {
			busy += running(s, j, at[i]);
			ready += waiting(s, j, at[i]);
		}
		if (ready && busy < s->cpus)
			wrong = "a CPU is idle while a job is ready";
	}
	free(at);
	return wrong;
}

static inline const char *check_uninterrupted(const struct schedule *s)
{
	size_t goes = s->jobs->n;

	for (size_t j = 0; j < s->jobs->n; j++)
		goes += job_blocks(&s->jobs->job[j]);
	return s->tl->n == goes ? NULL : "a job is interrupted";
}

/* Of all policies, but for one that lets a CPU idle. */
static inline const char *check_order(const struct schedule *s)
{
	return check_arrival(s) ?: check_burst(s) ?: check_blocks(s) ?: check_places(s);
}

static inline const char *check_all(const struct schedule *s)
{
	return check_order(s) ?: check_work(s);
}

/* --- random sets */

/* Times are coarse in half of the sets, so that much happens at once. */
static inline void random_jobs(struct jobs *jobs)
{
	uint32_t grain = pick(2) ? 1000 : 1, range = 20000 / grain;

	jobs->n = 0;
	for (int n = 1 + pick(JOBS); n; n--) {
		add(jobs, (uint64_t)pick(range) * grain, (1ULL + pick(range / 2)) * grain);
		if (!pick(4)) /* it does not know itself */
			jobs->job[jobs->n - 1].declared = (1ULL + pick(range / 2)) * grain;
	}
}

/* What policies go by: some jobs say nothing of it. */
static inline void random_hints(struct job *job)
{
	job->level = pick(5);
	job->nice = (int)pick(40) - 20;
	job->tickets = pick(3) ? 1 + pick(400) : 0;
	job->deadline = pick(3) ? 1 + pick(40000) : 0;
	if (!pick(4))
		job->declared = 0;
}

/* Half of the jobs block, up to five times. */
static inline void random_blocking_jobs(struct jobs *jobs)
{
	random_jobs(jobs);
	for (size_t j = 0; j < jobs->n; j++) {
		struct job *job = &jobs->job[j];

		random_hints(job);
		if (pick(2))
			continue;
		job->run = 1 + job->burst / (1 + pick(6));
		job->block = 1 + pick(pick(2) ? 10000 : 1000);
		job->repeat = pick(3);
	}
}

static inline void print_set(const struct schedule *s)
{
	for (size_t j = 0; j < s->jobs->n; j++) {
		const struct job *job = &s->jobs->job[j];

		ksft_print_msg(
			"%s %llu %llu burst=%llu io=%llu,%llu,%u level=%u nice=%d tickets=%u deadline=%llu (ns)\n",
			job->name, (unsigned long long)job->arrival, (unsigned long long)job->burst,
			(unsigned long long)job->declared, (unsigned long long)job->run,
			(unsigned long long)job->block, job->repeat, job->level, job->nice,
			job->tickets, (unsigned long long)job->deadline);
	}
	for (size_t i = 0; i < s->tl->n; i++)
		ksft_print_msg("CPU %u: P%u from %llu to %llu\n", s->tl->seg[i].cpu,
			       s->tl->seg[i].job + 1, (unsigned long long)s->tl->seg[i].start,
			       (unsigned long long)s->tl->seg[i].end);
}

/* A set of jobs, and what a model makes of it. */
FIXTURE(model)
{
	struct job job[64];
	struct jobs jobs;
	struct result res;
};

FIXTURE_SETUP(model)
{
	self->jobs = none_of(self->job, UNIT);
}

FIXTURE_TEARDOWN(model)
{
	result_free(&self->res);
}

#endif /* _KILN_TEST_SCHEDULE_H */
