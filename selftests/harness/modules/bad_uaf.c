// SPDX-License-Identifier: GPL-2.0
/* Reads memory that it has freed: KASAN must report it. */
#include <linux/module.h>
#include <linux/slab.h>

static int __init bad_uaf_init(void)
{
	u8 *p = kzalloc(100, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	OPTIMIZER_HIDE_VAR(p); /* from the compiler, which would warn */
	return READ_ONCE(p[50]) == 1 ? -EIO : 0;
}

static void __exit bad_uaf_exit(void)
{
}

module_init(bad_uaf_init);
module_exit(bad_uaf_exit);
MODULE_DESCRIPTION("Uses memory after it was freed, to test the harness");
MODULE_LICENSE("GPL");
