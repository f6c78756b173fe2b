/* Takes COUNT records of 64 bytes (stamp.c) from the fifo on its standard input and writes them out when all are there:
 * the bench itself sleeps meanwhile. Says "ready" first. Usage: collect COUNT <> FIFO */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv) {
	prctl(PR_SET_PDEATHSIG, 9);
	size_t wanted = argc > 1 ? strtoul(argv[1], 0, 10) * 64 : 0, had = 0;
	char *records = malloc(wanted + 1);
	if (wanted == 0 || records == 0 || write(1, "ready\n", 6) != 6) return 2;
	while (had < wanted) {
		/* In whole records: fewer are not there, since each was written at once. */
		ssize_t got = read(0, records + had, wanted - had);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return 1;
		had += got;
	}
	for (size_t sent = 0; sent < had;) {
		ssize_t wrote = write(1, records + sent, had - sent);
		if (wrote <= 0) return 1;
		sent += wrote;
	}
	return 0;
}
