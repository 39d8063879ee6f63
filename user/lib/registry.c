// SPDX-License-Identifier: GPL-2.0
/* The job registry: declaring a job, and listening to what happens to it. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <kiln/sched.h>

#include "error.h"
#include "registry.h"

#define BATCH 256 /* events read at once */

struct recorded_job {
	bool running;
	bool blocked;
	bool finished;
	uint32_t cpu;
	uint64_t since; /* it runs, or is blocked; ns from the start of the run */
};

/**
 * registry_open - open the registry; reading never blocks
 *
 * Returns a file descriptor, or -1 after saying what is wrong.
 */
int registry_open(void)
{
	int fd = open(KILN_SCHED_DEVICE, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		failed("%s: %s: load the module kiln_sched, and run this as root",
		       KILN_SCHED_DEVICE, strerror(errno));
	return fd;
}

/**
 * registry_declare - make the calling task a job that arrives when next woken
 * @fd: the registry
 * @job: the job, with the hints that it gives
 * @id: out: the registry's number of it
 *
 * Returns 0, or -1 with errno set.
 */
int registry_declare(int fd, const struct job *job, uint32_t *id)
{
	struct kiln_job hints = {
		.flags = KILN_JOB_ARRIVES_AT_WAKEUP,
		.tickets = job->tickets,
		.burst_ns = job->declared,
		.deadline_ns = job->deadline,
		.period_ns = job->period,
		.gang = job->gang,
		.level = job->level,
	};

	strcpy(hints.name, job->name);
	if (ioctl(fd, KILN_SCHED_DECLARE, &hints))
		return -1;
	*id = hints.id;
	return 0;
}

/**
 * recorder_start - begin to listen
 * @rec: filled in but for @state
 */
void recorder_start(struct recorder *rec)
{
	rec->state = zalloc(rec->n, sizeof(*rec->state));
}

/**
 * recorder_stop - give the recorder's memory back, but not the timeline
 * @rec: from recorder_start()
 */
void recorder_stop(struct recorder *rec)
{
	free(rec->state);
	rec->state = NULL;
}

/* Which job has an id; there are few. */
static bool find_job(const struct recorder *rec, uint32_t id, size_t *job)
{
	for (size_t i = 0; i < rec->n; i++)
		if (rec->id[i] == id) {
			*job = i;
			return true;
		}
	return false;
}

static uint32_t find_cpu(const struct recorder *rec, int cpu)
{
	uint32_t i = 0;

	while (i + 1 < rec->cpus && rec->cpu[i] != cpu)
		i++;
	return i;
}

static void leave_cpu(struct recorder *rec, size_t job, uint64_t now)
{
	struct recorded_job *state = &rec->state[job];

	if (state->running)
		timeline_add(rec->timeline, (struct segment){
						    .job = job,
						    .cpu = state->cpu,
						    .start = state->since,
						    .end = now,
					    });
	state->running = false;
}

static void take_event(struct recorder *rec, const struct kiln_job_event *event)
{
	uint64_t now = event->time_ns > rec->zero_ns ? event->time_ns - rec->zero_ns : 0;
	size_t job;

	if (event->kind == KILN_JOB_LOST) {
		rec->lost += event->job;
		return;
	}
	if (!find_job(rec, event->job, &job))
		return;
	switch (event->kind) {
	case KILN_JOB_RUN:
		leave_cpu(rec, job, now);
		rec->state[job].running = true;
		rec->state[job].cpu = find_cpu(rec, event->cpu);
		rec->state[job].since = now;
		break;
	case KILN_JOB_FINISH:
		rec->finished += !rec->state[job].finished;
		rec->state[job].finished = true;
		leave_cpu(rec, job, now);
		break;
	case KILN_JOB_PREEMPT:
		leave_cpu(rec, job, now);
		break;
	case KILN_JOB_BLOCK:
		leave_cpu(rec, job, now);
		rec->state[job].blocked = true;
		rec->state[job].since = now;
		break;
	case KILN_JOB_WAKE:
		if (rec->state[job].blocked)
			rec->blocked[job] += now - rec->state[job].since;
		rec->state[job].blocked = false;
		break;
	}
}

/**
 * recorder_drain - take all events that there are now
 * @rec: the recorder
 *
 * Returns KILN_OK, or KILN_FAILED after saying what is wrong.
 */
int recorder_drain(struct recorder *rec)
{
	struct kiln_job_event event[BATCH];
	ssize_t got;

	while ((got = read(rec->fd, event, sizeof(event))) > 0)
		for (size_t i = 0; i < got / sizeof(event[0]); i++)
			take_event(rec, &event[i]);
	if (got < 0 && errno != EAGAIN && errno != EINTR)
		return failed("%s: %s: see the kernel's log (dmesg)", KILN_SCHED_DEVICE,
			      strerror(errno));
	if (rec->lost)
		return failed(
			"%s: %llu events were lost, so that the timeline has holes: a longer --unit, or load kiln_sched with more room for events",
			KILN_SCHED_DEVICE, (unsigned long long)rec->lost);
	return KILN_OK;
}
