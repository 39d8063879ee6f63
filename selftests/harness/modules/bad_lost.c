// SPDX-License-Identifier: GPL-2.0
/*
 * Forgets ten objects, too small to miss: kmemleak must report some. It takes any word
 * for a pointer, so an old one on some stack may hide one or the other.
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline int lose(void)
{
	for (int i = 0; i < 10; i++)
		if (!kmalloc(100, GFP_KERNEL))
			return -ENOMEM;
	return 0;
}

static int __init bad_lost_init(void)
{
	return lose();
}

static void __exit bad_lost_exit(void)
{
}

module_init(bad_lost_init);
module_exit(bad_lost_exit);
MODULE_DESCRIPTION("Leaks small objects, to test the harness");
MODULE_LICENSE("GPL");
