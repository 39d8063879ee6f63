/* SPDX-License-Identifier: GPL-2.0 */
/* The global variables of a BPF object, as its type information tells. */
#ifndef KILN_OBJVAR_H
#define KILN_OBJVAR_H

#include <stdbool.h>
#include <stdint.h>

struct bpf_map;
struct bpf_object;

/**
 * struct objvar - a global variable
 * @name: its name
 * @type_name: its type's name, "" when it has none
 * @type: its type's number, without const, volatile and typedef
 * @is_number: it is an integer of 4 or 8 bytes
 * @is_tunable: it is declared const volatile: the loader sets it
 * @size: in bytes
 * @map: the map that it lies in
 * @offset: where in the map
 * @data: its bytes
 */
struct objvar {
	const char *name;
	const char *type_name;
	int type;
	bool is_number;
	bool is_tunable;
	uint32_t size;
	struct bpf_map *map;
	uint32_t offset;
	void *data;
};

void objvar_each(struct bpf_object *obj, void (*visit)(const struct objvar *var, void *arg),
		 void *arg);
uint64_t objvar_read(const struct objvar *var);
bool objvar_clear_flags(struct bpf_object *obj, struct bpf_map *map, const char *type,
			const char *member, uint64_t flags);
bool objvar_write(const struct objvar *var, uint64_t value);
int64_t objvar_member_number(struct bpf_object *obj, const struct objvar *var, const char *member);
const char *objvar_member_text(struct bpf_object *obj, const struct objvar *var,
			       const char *member);

#endif
