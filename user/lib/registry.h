/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's job registry, /dev/kiln/sched. */
#ifndef KILN_REGISTRY_H
#define KILN_REGISTRY_H

#include "jobfile.h"
#include "timeline.h"

/**
 * struct recorder - turns the registry's events into a timeline
 * @fd: the registry
 * @id: the registry's number of each job
 * @state: what each job is doing
 * @n: how many jobs
 * @cpu: the kernel's numbers of the CPUs that count as 0, 1, ...
 * @cpus: how many
 * @zero_ns: CLOCK_MONOTONIC at the start of the run
 * @timeline: out
 * @blocked: out: how long each job was blocked, ns
 * @finished: how many jobs have finished
 * @lost: how many events were lost
 */
struct recorder {
	int fd;
	const uint32_t *id;
	struct recorded_job *state;
	size_t n;
	const int *cpu;
	unsigned int cpus;
	uint64_t zero_ns;
	struct timeline *timeline;
	uint64_t *blocked;
	size_t finished;
	uint64_t lost;
};

int registry_open(void);
int registry_declare(int fd, const struct job *job, uint32_t *id);
void recorder_start(struct recorder *rec);
int recorder_drain(struct recorder *rec);
void recorder_stop(struct recorder *rec);

#endif
