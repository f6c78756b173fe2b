/* How many children PID has beyond LIVE, looked at from outside in /proc: those are orphans that it has not reaped.
 * Writes "ready"; ends when fork-storm's last record has come through the fifo TOLD and none is left, or so many
 * milliseconds later: "PEAK LAST-FORK-NS NONE-LEFT-NS LEFT" (ns of CLOCK_MONOTONIC; NONE-LEFT-NS is 0 if some are).
 * Usage: count-orphans PID LIVE TOLD MILLISECONDS */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static char text[1 << 20];

static long long now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* The kernel lists dead children as well until they are reaped. */
static int children(const char *path) {
	int count = 0, fd = open(path, O_RDONLY);
	ssize_t got;
	if (fd < 0) return 0;
	while ((got = read(fd, text, sizeof text)) > 0)
		for (ssize_t i = 0; i < got; i++) count += text[i] == ' ';
	close(fd);
	return count;
}

int main(int argc, char **argv) {
	prctl(PR_SET_PDEATHSIG, 9);
	if (argc < 5) return 2;
	char path[64], record[65] = "";
	snprintf(path, sizeof path, "/proc/%s/task/%s/children", argv[1], argv[1]);
	int live = atoi(argv[2]), told = open(argv[3], O_RDWR | O_NONBLOCK), peak = 0;
	long long patience = atoll(argv[4]) * 1000000LL, last = 0;
	if (told < 0) return 1;
	puts("ready");
	fflush(stdout);
	for (;;) {
		if (last == 0 && read(told, record, 64) == 64) last = atoll(record + 43);
		long long began = now();
		int left = children(path) - live;
		long long ended = now();
		if (left > peak) peak = left;
		if (last != 0 && (left <= 0 || ended - last > patience)) {
			printf("%d %lld %lld %d\n", peak, last, left <= 0 ? ended : 0, left);
			return 0;
		}
		/* Looking costs time where thousands are left: it shall be a twentieth. */
		long long pause = last != 0 ? 50000 : 200000, share = (ended - began) * 20;
		if (left > 1000 && share > pause) pause = share;
		struct timespec nap = { pause / 1000000000, pause % 1000000000 };
		nanosleep(&nap, 0);
	}
}
