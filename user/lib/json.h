/* SPDX-License-Identifier: GPL-2.0 */
/* A small JSON writer: it puts the commas and quotes where they belong. */
#ifndef KILN_JSON_H
#define KILN_JSON_H

#include <stdbool.h>
#include <stdio.h>

/**
 * struct json - where the writer is
 * @out: where it writes to
 * @comma: the next value needs a comma before it
 */
struct json {
	FILE *out;
	bool comma;
};

/* @key is NULL for an element of an array and for the outermost value. */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

#endif
