// SPDX-License-Identifier: GPL-2.0
/* Writes one byte behind its memory: KASAN must report it. */
#include <linux/module.h>
#include <linux/slab.h>

static int __init bad_oob_init(void)
{
	u8 *p = kzalloc(100, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(p); /* from the compiler, which would warn */
	WRITE_ONCE(p[100], 1);
	kfree(p);
	return 0;
}

static void __exit bad_oob_exit(void)
{
}

module_init(bad_oob_init);
module_exit(bad_oob_exit);
MODULE_DESCRIPTION("Writes out of bounds, to test the harness");
MODULE_LICENSE("GPL");
