// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers and times as people write them. The parsers return NULL when all is
 * well, otherwise what is wrong, as the end of the sentence "... '1x' ...".
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "units.h"

#define DIGITS_AFTER_POINT 6
#define MILLION		   1000000ULL

/* Ten times @value plus the digit at @at, or false when that is too much. */
static int append_digit(uint64_t *value, char digit)
{
	return !__builtin_mul_overflow(*value, 10, value) &&
	       !__builtin_add_overflow(*value, (uint64_t)(digit - '0'), value);
}

/* The digits at *@at, @most of them at the most; moves *@at behind them. */
static const char *read_digits(const char **at, int most, uint64_t *value, int *n)
{
	for (*n = 0; isdigit((unsigned char)**at); (*at)++, (*n)++) {
		if (*n == most)
			return "has more than 6 digits after the point";
		if (!append_digit(value, **at))
			return "is too large";
	}
	return *n ? NULL : "is not a decimal number";
}

/**
 * parse_decimal - a number such as 3 or 0.25
 * @text: the number and nothing else
 * @millionths: out: its value times a million
 */
const char *parse_decimal(const char *text, uint64_t *millionths)
{
	const char *at = text, *wrong;
	uint64_t value = 0;
	int n, digits = 0;

	if (*at == '-' && isdigit((unsigned char)at[1]))
		return "is negative";
	wrong = read_digits(&at, 20, &value, &n);
	if (!wrong && *at == '.') {
		at++;
		wrong = read_digits(&at, DIGITS_AFTER_POINT, &value, &digits);
	}
	if (wrong)
		return n == 20 ? "is too large" : wrong;
	if (*at)
		return "is not a decimal number";
	for (; digits < DIGITS_AFTER_POINT; digits++)
		if (!append_digit(&value, '0'))
			return "is too large";
	*millionths = value;
	return NULL;
}

/**
 * parse_time - a time in units
 * @text: a decimal number
 * @unit_ns: how long a unit is
 * @ns: out: the time in nanoseconds, at most LONGEST_NS, to the nearest one
 */
const char *parse_time(const char *text, uint64_t unit_ns, uint64_t *ns)
{
	uint64_t millionths;
	unsigned __int128 exact;
	const char *wrong = parse_decimal(text, &millionths);

	if (wrong)
		return wrong;
	exact = (unsigned __int128)millionths * unit_ns + MILLION / 2;
	exact /= MILLION;
	if (exact > LONGEST_NS)
		return "is too long (the limit is eleven days)";
	*ns = (uint64_t)exact;
	return NULL;
}

/**
 * parse_unit - the length of a unit, such as 100ms
 * @text: a decimal number and us, ms or s
 * @ns: out: nanoseconds, from a microsecond to a minute
 */
const char *parse_unit(const char *text, uint64_t *ns)
{
	static const struct {
		const char *suffix;
		uint64_t ns;
	} scales[] = {
		{ "us", NS_PER_US },
		{ "ms", NS_PER_MS },
		{ "s",  NS_PER_S	},
	};
	char number[32];
	size_t len = strspn(text, "0123456789.");

	if (!len || len >= sizeof(number))
		return "is not a time such as 100ms";
	memcpy(number, text, len);
	number[len] = '\0';
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		if (strcmp(text + len, scales[i].suffix))
			continue;
		if (parse_time(number, scales[i].ns, ns))
			return "is not a time such as 100ms";
		if (*ns < NS_PER_US || *ns > 60 * NS_PER_S)
			return "is out of range: from 1us to 60s";
		return NULL;
	}
	return "has no unit: us, ms or s, as in 100ms";
}

/**
 * parse_count - a whole number from 1 on
 * @text: decimal digits and nothing else
 * @most: the largest that is allowed
 * @count: out
 */
const char *parse_count(const char *text, uint64_t most, uint64_t *count)
{
	uint64_t value = 0;
	const char *at = text, *wrong;
	int n;

	wrong = read_digits(&at, 20, &value, &n);
	if (*at == '.' || *at == '-' || (wrong && !n) || (!wrong && *at))
		return "is not a whole number";
	if (wrong || value > most)
		return "is too large";
	if (!value)
		return "must be 1 at least";
	*count = value;
	return NULL;
}

/**
 * in_units - a time as a number of units
 * @ns: the time
 * @unit_ns: how long a unit is
 */
double in_units(uint64_t ns, uint64_t unit_ns)
{
	return (double)ns / (double)unit_ns;
}

/**
 * decimal_text - a number without needless zeros: 3, 0.25
 * @value: finite
 * @digits: at most so many after the point
 *
 * The buffer is good until the eighth call from here.
 */
const char *decimal_text(double value, int digits)
{
	static char ring[8][40];
	static unsigned int turn;
	char *text = ring[turn++ % 8];
	size_t n = snprintf(text, sizeof(ring[0]), "%.*f", digits, value);

	if (strchr(text, '.')) {
		while (text[n - 1] == '0')
			text[--n] = '\0';
		if (text[n - 1] == '.')
			text[--n] = '\0';
	}
	return strcmp(text, "-0") ? text : "0";
}

/**
 * units_text - a time in units, as decimal_text()
 * @ns: the time
 * @unit_ns: how long a unit is
 */
const char *units_text(uint64_t ns, uint64_t unit_ns)
{
	return decimal_text(in_units(ns, unit_ns), DIGITS_AFTER_POINT);
}

/**
 * span_text - a time as people say it: 250 us, 100 ms, 1.6 s
 * @ns: the time
 */
const char *span_text(uint64_t ns)
{
	static char ring[4][48];
	static unsigned int turn;
	char *text = ring[turn++ % 4];
	const char *scale = "s";
	double value = (double)ns / NS_PER_S;

	if (ns < NS_PER_MS) {
		value = (double)ns / NS_PER_US;
		scale = "us";
	} else if (ns < NS_PER_S) {
		value = (double)ns / NS_PER_MS;
		scale = "ms";
	}
	snprintf(text, sizeof(ring[0]), "%s %s", decimal_text(value, 3), scale);
	return text;
}
