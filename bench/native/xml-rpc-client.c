/*
 * xml-rpc-client SOCKET MS: asks supervisor.getAllProcessInfo on one connection that is kept, again and again for so
 * many milliseconds, and prints "REQUESTS NANOSECONDS CONNECTIONS BYTES", the last of one answer.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char BODY[] =
	"<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.getAllProcessInfo</methodName>\n<params>\n</params>\n"
	"</methodCall>\n";

static char request[1024];
static char answer[4 * 1024 * 1024];

static int64_t now_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void fail(const char *what) {
	fprintf(stderr, "xml-rpc-client: %s\n", what);
	exit(1);
}

static int reach(const char *path) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address.sun_path) fail("the path of the socket is too long");
	strcpy(address.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1 || connect(fd, (struct sockaddr *)&address, sizeof address) == -1) fail("cannot connect");
	return fd;
}

/* The length of the whole answer, 0 while its head is not complete. */
static size_t whole(size_t have) {
	answer[have] = 0;
	char *end = strstr(answer, "\r\n\r\n");
	if (end == NULL) return 0;
	if (strncmp(answer, "HTTP/1.1 200", 12) != 0) fail("the answer is not 200");
	char *length = strcasestr(answer, "\r\ncontent-length:");
	if (length == NULL || length > end) fail("the answer has no Content-Length");
	return (size_t)(end - answer) + 4 + strtoul(length + 17, NULL, 10);
}

int main(int argc, char **argv) {
	prctl(PR_SET_PDEATHSIG, 9);
	if (argc != 3) return 2;
	int length = snprintf(request, sizeof request,
		"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: %zu\r\n\r\n%s", sizeof BODY - 1, BODY);
	int64_t most_ns = atoll(argv[2]) * 1000000, requests = 0, connections = 1, start = now_ns();
	size_t have = 0, need = 0;
	int fd = reach(argv[1]);
	for (; now_ns() - start < most_ns; requests++) {
		if (send(fd, request, (size_t)length, MSG_NOSIGNAL) != length) fail("cannot send");
		for (have = need = 0; need == 0 || have < need;) {
			ssize_t count = read(fd, answer + have, sizeof answer - 1 - have);
			if (count <= 0) fail("the answer ends too early");
			have += (size_t)count;
			if (need == 0) need = whole(have);
		}
		/* A server that does not keep connections says so. The head alone is searched: the body may have 100 KB. */
		*strstr(answer, "\r\n\r\n") = 0;
		if (strcasestr(answer, "\r\nconnection: close") == NULL) continue;
		close(fd);
		fd = reach(argv[1]);
		connections++;
	}
	printf("%lld %lld %lld %zu\n", (long long)requests, (long long)(now_ns() - start), (long long)connections, need);
	return 0;
}
