// SPDX-License-Identifier: GPL-2.0
#include "run.h"

/**
 * run_result - what counts: the measured result if there is one
 * @run: the run
 */
const struct result *run_result(const struct run *run)
{
	return run->is_live ? &run->measured : &run->predicted;
}

/**
 * run_free - give a run's memory back
 * @run: the run
 */
void run_free(struct run *run)
{
	result_free(&run->predicted);
	result_free(&run->measured);
}
