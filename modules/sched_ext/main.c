// SPDX-License-Identifier: GPL-2.0
/* kiln_sched: module parameters, init and exit. */
#include <linux/module.h>
#include <linux/rcupdate.h>

#include "internal.h"

unsigned int kiln_max_jobs = 4096;
module_param_named(max_jobs, kiln_max_jobs, uint, 0444);
MODULE_PARM_DESC(max_jobs, "jobs that may be live at a time (4096)");

unsigned int kiln_history = 64;
module_param_named(history, kiln_history, uint, 0444);
MODULE_PARM_DESC(history, "finished jobs that are remembered (64)");

unsigned int kiln_events = 16384;
module_param_named(events, kiln_events, uint, 0444);
MODULE_PARM_DESC(events, "events an open file keeps unread: a power of two up to 1048576 (16384)");

static int __init kiln_sched_init(void)
{
	int err;

	/* Without BTF a policy sees no hints, but all else works. */
	if (kfunc_init())
		pr_warn("kiln_sched: this kernel takes no kfuncs of the module: policies will see no hints\n");

	err = account_init();
	if (err)
		return err;
	err = proc_init();
	if (err)
		goto bad_account;
	err = dev_init();
	if (err)
		goto bad_proc;
	return 0;

bad_proc:
	proc_exit();
bad_account:
	account_exit();
	return err;
}

/* No file is open and no policy uses us, but jobs may still be alive. */
static void __exit kiln_sched_exit(void)
{
	dev_exit();
	proc_exit();
	account_exit();
	registry_destroy();
	rcu_barrier(); /* of the jobs freed */
}

module_init(kiln_sched_init);
module_exit(kiln_sched_exit);

MODULE_DESCRIPTION("kiln: job registry for scheduling policies");
MODULE_AUTHOR("The kiln project");
MODULE_LICENSE("GPL");
