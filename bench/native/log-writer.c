/*
 * log-writer MODE MS GO REPORT: once somebody writes to the fifo GO, writes lines of 100 bytes to stdout for so many
 * milliseconds, and when the reader has taken them all, tells of it in the fifo REPORT: "START LAST BYTES USER_US
 * SYSTEM_US", the first two CLOCK_MONOTONIC in nanoseconds: before the first write, and when nothing was left unread.
 *
 * MODE is how a program writes: `blocks` (64 KiB at once), `buffered` (lines gathered to writes of 4 KiB, as
 * stdio does for a pipe; without its locks, so that the writer is not what is measured) or `lines` (each line a write of
 * its own). The very last line is "the end".
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 100, BLOCK_BYTES = 64 * 1024, AT_ONCE_BYTES = 128 * 1024, STDIO_BYTES = 4096 };

static char block[BLOCK_BYTES];
static char buffer[STDIO_BYTES];
static size_t buffered;

static int64_t now_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void give(const char *bytes, size_t count) {
	while (count > 0) {
		ssize_t written = write(1, bytes, count);
		if (written < 0) exit(1);
		bytes += written;
		count -= (size_t)written;
	}
}

static void flush(void) {
	give(buffer, buffered);
	buffered = 0;
}

static void print_line(void) {
	size_t first = STDIO_BYTES - buffered < LINE_BYTES ? STDIO_BYTES - buffered : LINE_BYTES;
	memcpy(buffer + buffered, block, first);
	buffered += first;
	if (buffered < STDIO_BYTES) return;
	flush();
	memcpy(buffer, block + first, LINE_BYTES - first);
	buffered = LINE_BYTES - first;
}

/* Some 128 KiB, in which the clock need not be looked at. */
static int64_t write_some(const char *mode) {
	int64_t bytes = 0;
	if (strcmp(mode, "blocks") == 0) {
		for (; bytes < AT_ONCE_BYTES; bytes += BLOCK_BYTES) give(block, BLOCK_BYTES);
	} else if (strcmp(mode, "buffered") == 0) {
		for (; bytes < AT_ONCE_BYTES; bytes += LINE_BYTES) print_line();
	} else {
		for (; bytes < AT_ONCE_BYTES; bytes += LINE_BYTES) give(block, LINE_BYTES);
	}
	return bytes;
}

/* A pipe tells of what is in it, a unix socket (which Node gives its children) of what was not taken from it. */
static int unread(void) {
	int count = 0;
	if (ioctl(1, TIOCOUTQ, &count) == 0 || ioctl(1, FIONREAD, &count) == 0) return count;
	return 0;
}

int main(int argc, char **argv) {
	if (argc != 5) return 2;
	const char *mode = argv[1];
	int64_t most_ns = atoll(argv[2]) * 1000000;
	for (int i = 0; i < BLOCK_BYTES; i++) block[i] = i % LINE_BYTES == LINE_BYTES - 1 ? '\n' : (char)('a' + i % 26);
	char go;
	int gate = open(argv[3], O_RDONLY);
	if (gate == -1 || read(gate, &go, 1) != 1) return 1;

	struct rusage before, after;
	getrusage(RUSAGE_SELF, &before);
	int64_t start = now_ns();
	int64_t bytes = 0;
	while (now_ns() - start < most_ns) bytes += write_some(mode);
	flush();
	give("\nthe end\n", 9);
	struct timespec pause = {0, 100000};
	while (unread() > 0) nanosleep(&pause, NULL);
	int64_t last = now_ns();

	getrusage(RUSAGE_SELF, &after);
	FILE *report = fopen(argv[4], "w");
	if (report == NULL) return 1;
	fprintf(report, "%lld %lld %lld %lld %lld\n", (long long)start, (long long)last, (long long)bytes + 9,
		(long long)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000 + after.ru_utime.tv_usec - before.ru_utime.tv_usec,
		(long long)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000000 + after.ru_stime.tv_usec - before.ru_stime.tv_usec);
	fclose(report);
	for (;;) pause.tv_sec = 1000, nanosleep(&pause, NULL);
}
