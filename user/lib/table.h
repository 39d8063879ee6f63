/* SPDX-License-Identifier: GPL-2.0 */
/* Tables for people: aligned columns, a heading, rules. */
#ifndef KILN_TABLE_H
#define KILN_TABLE_H

#include <stdbool.h>
#include <stdio.h>

struct table;

struct table *table_new(void);
void table_column(struct table *t, const char *group, const char *name, bool right);
void table_cell(struct table *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void table_rule(struct table *t);
size_t table_width(const struct table *t);
void table_print(const struct table *t, FILE *out);
void table_free(struct table *t);

#endif
