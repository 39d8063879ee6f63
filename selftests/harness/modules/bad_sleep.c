// SPDX-License-Identifier: GPL-2.0
/* May sleep while it holds a spinlock: DEBUG_ATOMIC_SLEEP must report it. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int __init bad_sleep_init(void)
{
	spin_lock(&lock);
	kfree(kmalloc(1, GFP_KERNEL));
	spin_unlock(&lock);
	return 0;
}

static void __exit bad_sleep_exit(void)
{
}

module_init(bad_sleep_init);
module_exit(bad_sleep_exit);
MODULE_DESCRIPTION("Sleeps in atomic context, to test the harness");
MODULE_LICENSE("GPL");
