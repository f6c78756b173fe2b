/* The floor in C: starts each line of a file (words, no quotes), starts it again when it ends, and ends all of them at
 * SIGTERM. No log, no delay, no state. Usage: c-supervisor FILE */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char lines[2000][1024], *words[2000][32];
static pid_t pids[2000];
static int count;
static volatile sig_atomic_t ending;

static void end(int signal) {
	ending = 1;
	for (int i = 0; i < count; i++) if (pids[i] > 0) kill(pids[i], signal);
}

static void start(int i) {
	pids[i] = vfork();
	if (pids[i] == 0) execv(words[i][0], words[i]), _exit(127);
}

int main(int argc, char **argv) {
	FILE *file = argc > 1 ? fopen(argv[1], "r") : 0;
	if (!file) return 2;
	signal(SIGTERM, end);
	for (; count < 2000 && fgets(lines[count], sizeof lines[0], file); count++) {
		int n = 0;
		for (char *word = strtok(lines[count], " \n"); word && n < 31; word = strtok(0, " \n")) words[count][n++] = word;
		start(count);
	}
	pid_t pid;
	while ((pid = wait(0)) > 0)
		for (int i = 0; i < count; i++) if (pids[i] == pid) ending ? pids[i] = 0 : start(i);
	return 0;
}
