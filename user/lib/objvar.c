// SPDX-License-Identifier: GPL-2.0
/*
 * A BPF object's BTF has a "data section" type for .rodata, .data and so on,
 * that names each variable with its type, place and size; libbpf has a map for
 * each section, whose bytes may be changed until the object is loaded.
 */
#include <string.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "objvar.h"

static struct objvar describe(const struct btf *btf, const struct btf_var_secinfo *info,
			      struct bpf_map *map)
{
	const struct btf_type *var = btf__type_by_id(btf, info->type);
	struct objvar v = {
		.name = btf__name_by_offset(btf, var->name_off),
		.type = var->type,
		.size = info->size,
		.map = map,
		.offset = info->offset,
	};
	const struct btf_type *type = btf__type_by_id(btf, v.type);
	bool is_const = false, is_volatile = false;
	size_t map_size;
	char *bytes = bpf_map__initial_value(map, &map_size);

	while (btf_is_mod(type) || btf_is_typedef(type)) {
		is_const |= btf_is_const(type);
		is_volatile |= btf_is_volatile(type);
		v.type = type->type;
		type = btf__type_by_id(btf, v.type);
	}
	v.is_tunable = is_const && is_volatile;
	v.type_name = btf__name_by_offset(btf, type->name_off);
	v.is_number = (btf_is_int(type) || btf_is_any_enum(type)) && (v.size == 4 || v.size == 8);
	if (bytes && (size_t)v.offset + v.size <= map_size)
		v.data = bytes + v.offset;
	return v;
}

/**
 * objvar_each - visit all variables of an object
 * @obj: the object
 * @visit: called for each; the strings in @var live as long as the object
 * @arg: handed to @visit
 */
void objvar_each(struct bpf_object *obj, void (*visit)(const struct objvar *var, void *arg),
		 void *arg)
{
	const struct btf *btf = bpf_object__btf(obj);

	for (__u32 id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *section = btf__type_by_id(btf, id);
		const struct btf_var_secinfo *info = btf_var_secinfos(section);
		struct bpf_map *map;

		if (!btf_is_datasec(section))
			continue;
		map = bpf_object__find_map_by_name(obj,
						   btf__name_by_offset(btf, section->name_off));
		for (int i = 0; map && i < btf_vlen(section); i++) {
			struct objvar var = describe(btf, &info[i], map);

			if (var.data)
				visit(&var, arg);
		}
	}
}

/**
 * objvar_read - a number's value
 * @var: with @is_number
 */
uint64_t objvar_read(const struct objvar *var)
{
	uint32_t narrow;
	uint64_t wide;

	if (var->size == sizeof(narrow)) {
		memcpy(&narrow, var->data, sizeof(narrow));
		return narrow;
	}
	memcpy(&wide, var->data, sizeof(wide));
	return wide;
}

/**
 * objvar_write - change a number: a constant before the object is loaded, any other
 *	also after it
 * @var: with @is_number
 * @value: its new value
 *
 * Returns false when it does not fit.
 */
bool objvar_write(const struct objvar *var, uint64_t value)
{
	uint32_t narrow = value;

	if (var->size == sizeof(narrow)) {
		if (narrow != value)
			return false;
		memcpy(var->data, &narrow, sizeof(narrow));
	} else {
		memcpy(var->data, &value, sizeof(value));
	}
	return true;
}

/* Where a member of a structure is, now that the object may be loaded. */
static const void *find_member(struct bpf_object *obj, const struct objvar *var, const char *name)
{
	const struct btf *btf = bpf_object__btf(obj);
	const struct btf_type *type = btf__type_by_id(btf, var->type);
	const struct btf_member *member = btf_members(type);
	size_t size;
	const char *bytes = bpf_map__initial_value(var->map, &size);

	for (int i = 0; bytes && btf_is_struct(type) && i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf, member[i].name_off), name))
			return bytes + var->offset + btf_member_bit_offset(type, i) / 8;
	return NULL;
}

/**
 * objvar_member_number - an int in a structure, as the loaded program left it
 * @obj: the object
 * @var: the structure
 * @member: the int's name; 0 when there is none
 */
int64_t objvar_member_number(struct bpf_object *obj, const struct objvar *var, const char *member)
{
	const void *at = find_member(obj, var, member);
	int value = 0;

	if (at)
		memcpy(&value, at, sizeof(value));
	return value;
}

/**
 * objvar_member_text - a text in a structure, as the loaded program left it
 * @obj: the object
 * @var: the structure
 * @member: the text's name
 *
 * NULL when there is none.
 */
const char *objvar_member_text(struct bpf_object *obj, const struct objvar *var, const char *member)
{
	return find_member(obj, var, member);
}

/**
 * objvar_clear_flags - clear flags in a 64-bit number of a structure that is a whole map
 * @obj: the object, not yet loaded
 * @map: the map
 * @type: the structure's name
 * @member: the number's name
 * @flags: what to clear
 *
 * Returns false when there is none.
 */
bool objvar_clear_flags(struct bpf_object *obj, struct bpf_map *map, const char *type,
			const char *member, uint64_t flags)
{
	const struct objvar var = {
		.map = map,
		.type = btf__find_by_name_kind(bpf_object__btf(obj), type, BTF_KIND_STRUCT),
	};
	void *at = var.type > 0 ? (void *)find_member(obj, &var, member) : NULL;

	uint64_t value;

	if (!at)
		return false;
	memcpy(&value, at, sizeof(value));
	value &= ~flags;
	memcpy(at, &value, sizeof(value));
	return true;
}
