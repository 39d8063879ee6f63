// SPDX-License-Identifier: GPL-2.0
/*
 * Debian's static libelf calls two functions of elfutils' own that it does not
 * contain. They belong to a search tree for raw chunks of an ELF file, which
 * libbpf never asks for, so there is nothing to set up and nothing to free.
 */
void eu_search_tree_init(void *tree);
void eu_search_tree_fini(void *tree, void (*free_node)(void *node));

void __attribute__((weak)) eu_search_tree_init(void *tree)
{
	(void)tree;
}

void __attribute__((weak)) eu_search_tree_fini(void *tree, void (*free_node)(void *node))
{
	(void)tree;
	(void)free_node;
}
