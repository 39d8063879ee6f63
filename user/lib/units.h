/* SPDX-License-Identifier: GPL-2.0 */
/* Time: people give and read it in units, programs keep it in nanoseconds. */
#ifndef KILN_UNITS_H
#define KILN_UNITS_H

#include <stdint.h>

#define NS_PER_US 1000ULL
#define NS_PER_MS 1000000ULL
#define NS_PER_S  1000000000ULL

/*
 * The longest time that anybody may give: eleven days. A thousand of them
 * still add up to less than what 64 bits hold.
 */
#define LONGEST_NS 1000000000000000ULL

const char *parse_decimal(const char *text, uint64_t *millionths);
const char *parse_time(const char *text, uint64_t unit_ns, uint64_t *ns);
const char *parse_unit(const char *text, uint64_t *ns);
const char *parse_count(const char *text, uint64_t most, uint64_t *count);

double in_units(uint64_t ns, uint64_t unit_ns);
const char *decimal_text(double value, int digits);
const char *units_text(uint64_t ns, uint64_t unit_ns);
const char *span_text(uint64_t ns);

#endif
