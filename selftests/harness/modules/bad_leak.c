// SPDX-License-Identifier: GPL-2.0
/* Takes 64 MiB and never gives them back: the harness must miss them. */
#include <linux/gfp.h>
#include <linux/module.h>

static int __init bad_leak_init(void)
{
	for (int i = 0; i < 16384; i++)
		if (!__get_free_page(GFP_KERNEL))
			return -ENOMEM;
	return 0;
}

static void __exit bad_leak_exit(void)
{
}

module_init(bad_leak_init);
module_exit(bad_leak_exit);
MODULE_DESCRIPTION("Leaks, to test the harness");
MODULE_LICENSE("GPL");
