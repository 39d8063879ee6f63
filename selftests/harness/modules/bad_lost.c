// SPDX-License-Identifier: GPL-2.0
/* Forgets 100 bytes, too few to miss: kmemleak must report them. */
#include <linux/module.h>
#include <linux/slab.h>

static int __init bad_lost_init(void)
{
	void *p = kmalloc(100, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p); /* or the compiler leaves the allocation out */
	return p ? 0 : -ENOMEM;
}

static void __exit bad_lost_exit(void)
{
}

module_init(bad_lost_init);
module_exit(bad_lost_exit);
MODULE_DESCRIPTION("Leaks a small object, to test the harness");
MODULE_LICENSE("GPL");
