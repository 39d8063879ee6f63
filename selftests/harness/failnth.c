// SPDX-License-Identifier: GPL-2.0
/*
 * failnth REPORT PROGRAM [ARG]...: runs PROGRAM and lets every allocation and
 * user copy that its system calls make inside a module fail, one at a time.
 *
 * Before each system call of PROGRAM and of its descendants, fail-nth of /proc
 * is set to 1: the first thing in a module's path that can fail does. When the
 * call then ends with an error it is made once more with the second thing
 * failing, and so on until nothing failed. The program sees that last result
 * alone: it still tests what it tests, now of a module that has just unwound.
 * An error must be the fault's own (ENOMEM, EFAULT), or the one that the call
 * ends with when nothing fails.
 *
 * A call that succeeds in spite of a fault is not made again: the next one of
 * its kind begins behind that fault.
 *
 * The kernel's Documentation/fault-injection describes fail-nth. REPORT gets a line
 * for each kind of call that met a fault, and one for each wrong error.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_FAULTS	 1000 /* in one call: more is a call that never ends well */
#define SYSCALL_INSN_LEN 2
#define MAX_ERRNO	 4095
#define OPTIONS \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
	 PTRACE_O_TRACEEXEC)

static const char *const names[] = {
#include "syscalls.h"
};

/* System calls that are one operation: the same number, command and file. */
struct kind {
	long nr;
	unsigned long cmd; /* of an ioctl */
	char file[64];
	unsigned int first; /* fault to begin with */
	unsigned int calls, failed, borne;
	struct kind *next;
};

struct thread {
	pid_t tid;
	int fail_nth; /* its file, open */
	struct kind *kind;
	struct __ptrace_syscall_info call; /* as it was made first */
	unsigned int first;		   /* fault that it began with */
	unsigned int nth;		   /* fault that is set, 0: none */
	unsigned int tries;		   /* of this call, before this one */
	bool restarts;			   /* a fault said so: a signal must follow */
	bool said[MAX_ERRNO + 1];	   /* the errors of these tries, but the faults' own */
	struct thread *next;
};

static struct kind *kinds;
static struct thread *threads;
static FILE *report;

__attribute__((noreturn)) static void die(const char *what)
{
	fprintf(stderr, "failnth: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void *zalloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		die("memory");
	return p;
}

/* --- kinds of calls */

static const char *name(long nr)
{
	static char number[24];

	if (nr >= 0 && nr < (long)(sizeof(names) / sizeof(*names)) && names[nr])
		return names[nr];
	snprintf(number, sizeof(number), "syscall %ld", nr);
	return number;
}

/* The file behind a descriptor, for the calls whose first argument is one. */
static void file_of(pid_t tid, const struct __ptrace_syscall_info *info, char *file, size_t size)
{
	char link[64];
	ssize_t len;

	file[0] = '\0';
	switch (info->entry.nr) {
	case SYS_read:
	case SYS_write:
	case SYS_pread64:
	case SYS_pwrite64:
	case SYS_readv:
	case SYS_writev:
	case SYS_ioctl:
	case SYS_close:
	case SYS_fsync:
	case SYS_finit_module:
		break;
	default:
		return;
	}
	snprintf(link, sizeof(link), "/proc/%d/fd/%d", tid, (int)info->entry.args[0]);
	len = readlink(link, file, size - 1);
	file[len < 0 ? 0 : len] = '\0';
}

static struct kind *kind_of(pid_t tid, const struct __ptrace_syscall_info *info)
{
	unsigned long cmd = info->entry.nr == SYS_ioctl ? info->entry.args[1] : 0;
	char file[sizeof(kinds->file)];
	struct kind *k;

	file_of(tid, info, file, sizeof(file));
	for (k = kinds; k; k = k->next)
		if (k->nr == (long)info->entry.nr && k->cmd == cmd && !strcmp(k->file, file))
			return k;
	k = zalloc(sizeof(*k));
	k->nr = info->entry.nr;
	k->cmd = cmd;
	strcpy(k->file, file);
	k->first = 1;
	k->next = kinds;
	kinds = k;
	return k;
}

static void describe(const struct kind *k)
{
	fprintf(report, "%s", name(k->nr));
	if (k->nr == SYS_ioctl)
		fprintf(report, " 0x%lx", k->cmd);
	if (k->file[0])
		fprintf(report, " %s", k->file);
}

/* --- threads of the program */

static struct thread *thread_of(pid_t tid)
{
	struct thread *t;
	char path[64];

	for (t = threads; t; t = t->next)
		if (t->tid == tid)
			return t;
	t = zalloc(sizeof(*t));
	t->tid = tid;
	snprintf(path, sizeof(path), "/proc/%d/fail-nth", tid);
	t->fail_nth = open(path, O_RDWR | O_CLOEXEC);
	if (t->fail_nth < 0)
		die("fail-nth: is this the debug kernel?");
	t->next = threads;
	threads = t;
	return t;
}

static void forget(pid_t tid)
{
	for (struct thread **t = &threads; *t; t = &(*t)->next) {
		if ((*t)->tid == tid) {
			struct thread *gone = *t;

			*t = gone->next;
			close(gone->fail_nth);
			free(gone);
			return;
		}
	}
}

static void set_fault(struct thread *t, unsigned int nth)
{
	char number[16];
	int len = snprintf(number, sizeof(number), "%u", nth);

	t->nth = nth;
	if (pwrite(t->fail_nth, number, len, 0) != len && errno != ESRCH)
		die("fail-nth");
}

/* Whether the fault that was set happened. */
static bool faulted(struct thread *t)
{
	char number[16];
	ssize_t len;

	if (!t->nth)
		return false;
	len = pread(t->fail_nth, number, sizeof(number) - 1, 0);
	if (len <= 0)
		return false;
	number[len] = '\0';
	return !strtoul(number, NULL, 10);
}

/* --- what is done before and after a system call */

static void wrong(const struct kind *k, const char *said, const char *then)
{
	fprintf(report, "wrong: ");
	describe(k);
	fprintf(report, ": an allocation or copy failed, it said %s, and then %s\n", said, then);
}

/* A signal's handler may make other calls before the one that is made again. */
static bool same_call(const struct __ptrace_syscall_info *a, const struct __ptrace_syscall_info *b)
{
	return a->instruction_pointer == b->instruction_pointer &&
	       a->stack_pointer == b->stack_pointer && a->entry.nr == b->entry.nr &&
	       !memcmp(a->entry.args, b->entry.args, sizeof(a->entry.args));
}

static void begin(struct thread *t, const struct __ptrace_syscall_info *info)
{
	t->kind = kind_of(t->tid, info);
	t->kind->calls++;
	t->call = *info;
	t->first = t->kind->first;
	t->tries = 0;
	memset(t->said, 0, sizeof(t->said));
}

static void before(struct thread *t, const struct __ptrace_syscall_info *info)
{
	if (t->restarts)
		wrong(t->kind, "ERESTARTSYS", "no signal came");
	t->restarts = false;
	if (!t->tries || !same_call(&t->call, info))
		begin(t, info);
	set_fault(t, t->first + t->tries);
}

static void make_again(struct thread *t)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, t->tid, 0, &regs))
		return;
	regs.rip -= SYSCALL_INSN_LEN;
	regs.rax = regs.orig_rax;
	if (!ptrace(PTRACE_SETREGS, t->tid, 0, &regs))
		t->tries++;
}

/* The kernel makes such a call again by itself, or lets a handler run first. */
static bool interrupted(long ret)
{
	return ret <= -512 && ret >= -516;
}

/* A descriptor is gone even when close() fails: the next one would be another's. */
static bool can_be_made_again(const struct thread *t)
{
	return t->kind->nr != SYS_close && t->tries < MOST_FAULTS;
}

/* Every error of the tries that was not a fault's must be that of the last one. */
static void judge(const struct thread *t, int err)
{
	for (int e = 1; e <= MAX_ERRNO; e++)
		if (t->said[e] && e != err)
			wrong(t->kind, strerrorname_np(e) ?: "?",
			      err ? strerrorname_np(err) ?: "?" : "success");
	if (t->tries >= MOST_FAULTS)
		wrong(t->kind, "something each time", "never succeeded");
}

static void after(struct thread *t, const struct __ptrace_syscall_info *info)
{
	bool faulty = faulted(t);
	struct kind *k = t->kind;
	long ret = info->exit.rval;
	int err = info->exit.is_error ? -ret : 0;

	if (t->nth && !faulty)
		set_fault(t, 0);
	if (interrupted(ret)) {
		t->restarts = faulty;
		return;
	}
	if (faulty && err) {
		k->failed++;
		if (err != ENOMEM && err != EFAULT && err <= MAX_ERRNO)
			t->said[err] = true;
		if (can_be_made_again(t)) {
			make_again(t);
			return;
		}
	}
	judge(t, err);
	if (faulty && !err)
		k->borne++;
	k->first = faulty ? t->first + t->tries + 1 : 1;
	t->tries = 0;
}

/*
 * Who has died is there for its parent's wait() only after ours. kselftest's harness learns
 * of the death from a pidfd, does not wait a moment longer, and takes none for a failure.
 */
static void take_all(void);

static void at_syscall(pid_t tid)
{
	struct __ptrace_syscall_info info;
	struct thread *t = thread_of(tid);

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		if (info.entry.nr == SYS_wait4 || info.entry.nr == SYS_waitid)
			take_all();
		before(thread_of(tid), &info);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && t->kind)
		after(t, &info);
}

/* A thread that calls exec gets its leader's id; its own one is nobody's then. */
static void forget_old_self(pid_t tid)
{
	unsigned long old;

	if (!ptrace(PTRACE_GETEVENTMSG, tid, 0, &old) && (pid_t)old != tid) {
		forget(old);
		forget(tid);
	}
}

/* @status of a stopped thread: what it goes on with. */
static void go_on(pid_t tid, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;

	if (sig == (SIGTRAP | 0x80)) {
		at_syscall(tid);
		sig = 0;
	} else if (event == PTRACE_EVENT_STOP &&
		   (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU)) {
		ptrace(PTRACE_LISTEN, tid, 0, 0);
		return;
	} else if (event) {
		if (event == PTRACE_EVENT_EXEC)
			forget_old_self(tid);
		sig = 0;
	} else {
		thread_of(tid)->restarts = false;
	}
	ptrace(PTRACE_SYSCALL, tid, 0, sig);
}

static pid_t start(char **argv)
{
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe2(ready, O_CLOEXEC))
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		close(ready[1]);
		if (read(ready[0], &byte, 1) < 0)
			die("pipe");
		execvp(argv[0], argv);
		die(argv[0]);
	}
	if (ptrace(PTRACE_SEIZE, pid, 0, OPTIONS))
		die("ptrace");
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static pid_t program;
static int result = -1; /* the program's wait status, when it has ended */

static void take(pid_t tid, int status)
{
	if (WIFSTOPPED(status)) {
		go_on(tid, status);
		return;
	}
	forget(tid);
	if (tid == program)
		result = status;
}

static void take_all(void)
{
	int status;
	pid_t tid;

	while ((tid = waitpid(-1, &status, __WALL | WNOHANG)) > 0)
		take(tid, status);
}

/* Follows the program and its descendants to its end. */
static void follow(void)
{
	int status;
	pid_t tid;

	while (result < 0 && (tid = waitpid(-1, &status, __WALL)) > 0)
		take(tid, status);
}

static void write_report(void)
{
	unsigned int calls = 0, failed = 0, borne = 0;

	for (struct kind *k = kinds; k; k = k->next) {
		calls += k->calls;
		if (!k->failed && !k->borne)
			continue;
		describe(k);
		fprintf(report, ": %u calls, %u failed, %u bore it\n", k->calls, k->failed,
			k->borne);
		failed += k->failed;
		borne += k->borne;
	}
	fprintf(report, "%u calls, %u faults: %u failed and were made again, %u bore it\n", calls,
		failed + borne, failed, borne);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: failnth REPORT PROGRAM [ARG]...\n");
		return 2;
	}
	report = fopen(argv[1], "we");
	if (!report)
		die(argv[1]);
	program = start(argv + 2);
	follow();
	write_report();
	if (fclose(report))
		die(argv[1]);
	if (WIFSIGNALED(result))
		return 128 + WTERMSIG(result);
	return WEXITSTATUS(result);
}
