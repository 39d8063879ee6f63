/* SPDX-License-Identifier: GPL-2.0 */
/* Knobs: the numbers of a policy that a person may set. */
#ifndef KILN_KNOB_H
#define KILN_KNOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KNOB_NAME_LEN 64

/**
 * struct knob - a number that a policy or its model can be told
 * @name: as in --set NAME=VALUE
 * @is_time: its value is a time, given in units
 * @standard: the value when nobody sets it; for a time nanoseconds at the
 *	standard unit, KILN_UNIT_NS, and it grows with the unit
 */
struct knob {
	char name[KNOB_NAME_LEN];
	bool is_time;
	uint64_t standard;
};

/**
 * struct setting - one --set NAME=VALUE
 * @name: of the knob
 * @value: as it was typed
 * @known: some policy has this knob
 */
struct setting {
	const char *name;
	const char *value;
	bool known;
};

struct settings {
	struct setting *set;
	size_t n;
};

int settings_add(struct settings *settings, char *name_and_value);
int knob_value(const struct knob *knob, struct settings *settings, uint64_t unit_ns,
	       uint64_t *value);
const struct setting *settings_unknown(const struct settings *settings);
const char *knob_text(const struct knob *knob);

#endif
