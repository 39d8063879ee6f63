// SPDX-License-Identifier: GPL-2.0
/* Shortest job first: the shortest declared burst, and nobody is interrupted. */
#include "model.h"

static bool shorter(const struct model_job *a, const struct model_job *b)
{
	return a->declared < b->declared;
}

static struct model sjf = {
	.name = "sjf",
	.summary = "shortest job first, never interrupted",
	.before = shorter,
};

KILN_MODEL(sjf)
