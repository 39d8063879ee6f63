// SPDX-License-Identifier: GPL-2.0
/* Frees memory with a pending timer in it: DEBUG_OBJECTS must report it. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

static void fire(struct timer_list *timer)
{
}

static int __init bad_timer_init(void)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return -ENOMEM;
	timer_setup(timer, fire, 0);
	mod_timer(timer, jiffies + HZ * 3600);
	kfree(timer);
	return 0;
}

static void __exit bad_timer_exit(void)
{
}

module_init(bad_timer_init);
module_exit(bad_timer_exit);
MODULE_DESCRIPTION("Frees an active timer, to test the harness");
MODULE_LICENSE("GPL");
