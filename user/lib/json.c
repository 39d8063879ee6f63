// SPDX-License-Identifier: GPL-2.0
/* The JSON writer: one object on one line, as JSON Lines wants it. */
#include <math.h>

#include "json.h"
#include "units.h"

static void put_text(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static void begin(struct json *json, const char *key)
{
	if (json->comma)
		putc(',', json->out);
	json->comma = true;
	if (key) {
		put_text(json->out, key);
		putc(':', json->out);
	}
}

/**
 * json_open - begin an object or an array
 * @json: the writer
 * @key: its key, or NULL
 * @bracket: '{' or '['
 */
void json_open(struct json *json, const char *key, char bracket)
{
	begin(json, key);
	putc(bracket, json->out);
	json->comma = false;
}

/**
 * json_close - end an object or an array
 * @json: the writer
 * @bracket: '}' or ']'
 */
void json_close(struct json *json, char bracket)
{
	putc(bracket, json->out);
	json->comma = true;
}

/**
 * json_string - write a text
 * @json: the writer
 * @key: its key, or NULL
 * @value: UTF-8
 */
void json_string(struct json *json, const char *key, const char *value)
{
	begin(json, key);
	put_text(json->out, value);
}

/**
 * json_number - write a number, with up to 6 digits after the point
 * @json: the writer
 * @key: its key, or NULL
 * @value: what is not finite becomes null
 */
void json_number(struct json *json, const char *key, double value)
{
	begin(json, key);
	fputs(isfinite(value) ? decimal_text(value, 6) : "null", json->out);
}

/**
 * json_bool - write true or false
 * @json: the writer
 * @key: its key, or NULL
 * @value: which
 */
void json_bool(struct json *json, const char *key, bool value)
{
	begin(json, key);
	fputs(value ? "true" : "false", json->out);
}

/**
 * json_null - write null
 * @json: the writer
 * @key: its key, or NULL
 */
void json_null(struct json *json, const char *key)
{
	begin(json, key);
	fputs("null", json->out);
}
