// SPDX-License-Identifier: GPL-2.0
/*
 * wakeup_latency - how late is a task that asked to be woken?
 *
 * Usage: wakeup_latency [HOGS] [WAKEUPS]
 *
 * Sleeps WAKEUPS times (200) for 5 ms and looks at the clock each time, while HOGS (0)
 * other processes compute without end. Prints the median and the 99th percentile of the
 * lateness in microseconds. What an interactive task feels of a scheduling policy.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_NS 5000000
#define MOST	    100000

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void sleep_until(uint64_t ns)
{
	struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

static pid_t start_hog(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		for (volatile int i = 0; i < 100000; i++)
			;
	_exit(0);
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < 0 || value > MOST) {
		fprintf(stderr, "wakeup_latency: '%s' is no number from 0 to %d\n", text, MOST);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	long hogs = argc > 1 ? number(argv[1]) : 0, n = argc > 2 ? number(argv[2]) : 200;
	static uint64_t late[MOST];
	static pid_t hog[MOST];
	int status = 0;

	if (argc > 3 || !n) {
		fputs("usage: wakeup_latency [HOGS] [WAKEUPS]\n", stderr);
		return 2;
	}
	for (long i = 0; i < hogs; i++) {
		hog[i] = start_hog();
		if (hog[i] < 0) {
			perror("wakeup_latency: fork");
			status = 1;
		}
	}
	prctl(PR_SET_TIMERSLACK, 1);
	for (long i = 0; !status && i < n; i++) {
		uint64_t due = now_ns() + INTERVAL_NS;

		sleep_until(due);
		late[i] = now_ns() - due;
	}
	for (long i = 0; i < hogs; i++)
		if (hog[i] > 0)
			kill(hog[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	if (status)
		return status;
	qsort(late, n, sizeof(*late), ascending);
	printf("{\"hogs\": %ld, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", hogs, late[n / 2] / 1000.0,
	       late[n * 99 / 100] / 1000.0);
	return 0;
}
