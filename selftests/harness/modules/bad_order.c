// SPDX-License-Identifier: GPL-2.0
/* Takes two locks in both orders: lockdep must report that it may deadlock. */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(a);
static DEFINE_MUTEX(b);

static int __init bad_order_init(void)
{
	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);

	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
	return 0;
}

static void __exit bad_order_exit(void)
{
}

module_init(bad_order_init);
module_exit(bad_order_exit);
MODULE_DESCRIPTION("Inverts the order of two locks, to test the harness");
MODULE_LICENSE("GPL");
