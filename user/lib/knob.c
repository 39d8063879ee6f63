// SPDX-License-Identifier: GPL-2.0
/* Knobs: what --set NAME=VALUE means. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <kiln/sched.h>

#include "error.h"
#include "knob.h"
#include "units.h"

/**
 * settings_add - take a --set
 * @settings: where to; the last word on a knob counts
 * @name_and_value: NAME=VALUE; it is cut in two and must stay
 *
 * Returns KILN_OK, or KILN_USAGE after saying what is wrong.
 */
int settings_add(struct settings *settings, char *name_and_value)
{
	char *value = strchr(name_and_value, '=');

	if (!value || value == name_and_value || !value[1])
		return misused("--set %s: it is no NAME=VALUE: write for instance --set quantum=2",
			       quoted(name_and_value));
	*value++ = '\0';
	settings->set = regrow(settings->set, settings->n + 1, sizeof(*settings->set));
	settings->set[settings->n++] = (struct setting){
		.name = name_and_value,
		.value = value,
	};
	return KILN_OK;
}

/* The value of a knob at another unit than the standard one. */
static uint64_t scale(uint64_t standard, uint64_t unit_ns)
{
	unsigned __int128 exact = (unsigned __int128)standard * unit_ns / KILN_UNIT_NS;

	return exact > LONGEST_NS ? LONGEST_NS : (uint64_t)exact;
}

/* A whole number, which unlike a count may be 0. */
static const char *parse_number(const char *text, uint64_t *value)
{
	if (strcmp(text, "0"))
		return parse_count(text, UINT32_MAX, value);
	*value = 0;
	return NULL;
}

/**
 * knob_value - what a knob is set to
 * @knob: the knob
 * @settings: what the person has asked for
 * @unit_ns: how long a unit is
 * @value: out; nanoseconds when the knob is a time
 *
 * Returns KILN_OK, or KILN_USAGE after saying what is wrong.
 */
int knob_value(const struct knob *knob, struct settings *settings, uint64_t unit_ns,
	       uint64_t *value)
{
	const char *wrong;

	*value = knob->is_time ? scale(knob->standard, unit_ns) : knob->standard;
	for (size_t i = 0; i < settings->n; i++) {
		struct setting *set = &settings->set[i];

		if (strcmp(set->name, knob->name))
			continue;
		set->known = true;
		if (knob->is_time)
			wrong = parse_time(set->value, unit_ns, value);
		else
			wrong = parse_number(set->value, value);
		if (!wrong && knob->is_time && !*value)
			wrong = "must be more than 0";
		if (wrong)
			return misused("--set %s=%s: the value %s: give %s", set->name, set->value,
				       wrong, knob->is_time ? "a time in units" : "a whole number");
	}
	return KILN_OK;
}

/**
 * settings_unknown - the first setting that no knob was found for, NULL for none
 * @settings: after knob_value() for every knob there is
 */
const struct setting *settings_unknown(const struct settings *settings)
{
	for (size_t i = 0; i < settings->n; i++)
		if (!settings->set[i].known)
			return &settings->set[i];
	return NULL;
}

/**
 * knob_text - a knob and its standard value, for people: "quantum = 3 units"
 * @knob: the knob
 *
 * The buffer is good until the next call.
 */
const char *knob_text(const struct knob *knob)
{
	static char text[KNOB_NAME_LEN + 64];

	if (knob->is_time)
		snprintf(text, sizeof(text), "%s = %s units", knob->name,
			 units_text(knob->standard, KILN_UNIT_NS));
	else
		snprintf(text, sizeof(text), "%s = %" PRIu64, knob->name, knob->standard);
	return text;
}
