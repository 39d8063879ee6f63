/* SPDX-License-Identifier: GPL-2.0 */
/* A worker: the process that is a job in a live run. */
#ifndef KILN_WORKER_H
#define KILN_WORKER_H

#include <sched.h>
#include <stdint.h>
#include <sys/types.h>

#include "jobfile.h"

/**
 * struct worker_slot - what a worker and its parent tell each other
 * @go: the parent sets it when the job arrives; a futex
 * @id: the registry's number of the job
 * @error: errno of what the worker could not do, 0 if all went well
 * @failed_step: what that was
 * @pid: of the worker
 */
struct worker_slot {
	uint32_t go;
	uint32_t id;
	int error;
	char failed_step[32];
	pid_t pid;
};

/**
 * struct worker_hall - what the parent and its workers look at together
 * @open: the parent sets it when the scheduler is in force; a futex
 * @ready: how many workers are prepared, or failed; a futex
 * @zero_ns: when the jobs' clock begins, CLOCK_MONOTONIC
 * @slot: one for each job
 */
struct worker_hall {
	uint32_t open;
	uint32_t ready;
	uint64_t zero_ns;
	struct worker_slot slot[];
};

struct worker_setup {
	int registry; /* the registry's file descriptor */
	int policy;   /* SCHED_EXT or SCHED_OTHER */
	const cpu_set_t *cpus;
};

/**
 * struct worker - what a worker is started with
 * @hall: shared memory
 * @number: of the job
 * @job: what it does
 * @setup: how it is set up
 * @parent: this process
 * @stack: the worker's own
 */
struct worker {
	struct worker_hall *hall;
	size_t number;
	const struct job *job;
	const struct worker_setup *setup;
	pid_t parent;
	char stack[16384] __attribute__((aligned(16)));
};

void futex_wait(uint32_t *word, uint32_t value, int timeout_ms);
void futex_wake(uint32_t *word);
pid_t worker_start(struct worker *worker);

#endif
