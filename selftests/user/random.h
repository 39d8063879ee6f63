/* SPDX-License-Identifier: GPL-2.0 */
/* Seeded random numbers (xorshift64), so that a run can be repeated. */
#ifndef _KILN_TEST_RANDOM_H
#define _KILN_TEST_RANDOM_H

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static uint64_t seed;

static inline uint32_t pick(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) % below;
}

/* Seeds the numbers; a run is repeated by giving its seed in KILN_SEED. */
static inline unsigned long long sow(void)
{
	const char *given = getenv("KILN_SEED");

	seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL);
	seed += !seed;
	return seed;
}

#endif /* _KILN_TEST_RANDOM_H */
