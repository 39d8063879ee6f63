/* SPDX-License-Identifier: GPL-2.0 */
/* A live run: real processes under a real scheduler. */
#ifndef KILN_LIVE_H
#define KILN_LIVE_H

#include "policy.h"
#include "result.h"

int live_check(const char *policy, const struct jobs *jobs, const struct result *predicted);
int live_run(struct policy *policy, const struct jobs *jobs, unsigned int cpus, struct result *res);

#endif
