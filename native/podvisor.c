/*
 * The system calls that a supervisor needs and Node does not offer, each as one function of JavaScript; a handler that
 * notes a signal for as long as JavaScript has none; and at the end two functions of V8's.
 *
 * This file wraps; it decides nothing. What to start, when to reap and whom to kill is TypeScript's
 * (src/platform/linux/), which also gives every number its name. Three rules keep it small and safe:
 *
 * 1. Arguments are plain: integers, and typed arrays that this file only reads. Strings arrive as bytes, each ended
 *    by a NUL as in /proc/PID/cmdline. Nothing here calls back into JavaScript, so no argument can change under our
 *    hands; one of the wrong type or range is a TypeError before any system call is made.
 * 2. Results are the kernel's: zero or more is success, a negative number is the errno. `spawn` alone returns
 *    `{step, errno}` when it fails, because it is many calls.
 * 3. One binary a CPU serves glibc and musl: it is linked with -nostdlib, so that its undefined symbols resolve
 *    against whichever libc Node has loaded, and it uses only symbols that both have. The few Node-API functions
 *    are declared here, so that a build needs a C compiler and nothing of Node's.
 *
 * Between clone() and exec the child of `spawn` lives in our memory while our other threads run on. There it may call
 * nothing that takes a lock, allocates, or - setuid() of a libc does this - signals its "other threads", which would
 * be ours. Everything it needs is prepared before, and it makes raw system calls where a libc is too clever.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if __SIZEOF_POINTER__ != 8
#error "podvisor.c supports 64-bit Linux only: elsewhere the system calls for ids take 16 bits"
#endif
#ifndef SOURCE_SHA256
#define SOURCE_SHA256 ""
#endif

/* ---- Node-API: the part of <node_api.h> that is used (its ABI is stable) ------------------------------------ */

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
typedef enum { napi_ok } napi_status;
typedef enum { napi_undefined, napi_null, napi_boolean, napi_number } napi_valuetype;
typedef enum {
	napi_uint8_array = 1,
	napi_int32_array = 5,
	napi_uint32_array = 6,
	napi_float64_array = 8
} napi_array_type;

extern napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
extern napi_status napi_typeof(napi_env, napi_value, napi_valuetype *);
extern napi_status napi_get_value_double(napi_env, napi_value, double *);
extern napi_status napi_is_typedarray(napi_env, napi_value, bool *);
extern napi_status napi_get_typedarray_info(napi_env, napi_value, napi_array_type *, size_t *, void **, napi_value *,
                                            size_t *);
extern napi_status napi_create_int64(napi_env, int64_t, napi_value *);
extern napi_status napi_create_string_utf8(napi_env, const char *, size_t, napi_value *);
extern napi_status napi_create_array_with_length(napi_env, size_t, napi_value *);
extern napi_status napi_set_element(napi_env, napi_value, uint32_t, napi_value);
extern napi_status napi_create_object(napi_env, napi_value *);
extern napi_status napi_set_named_property(napi_env, napi_value, const char *, napi_value);
extern napi_status napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
extern napi_status napi_throw_type_error(napi_env, const char *, const char *);

/* ---- Arguments ---------------------------------------------------------------------------------------------- */

#define MAX_ARGUMENTS 12

typedef struct {
	napi_env env;
	napi_value value[MAX_ARGUMENTS];
	size_t count;
	/* The first complaint; nothing is done once there is one. */
	const char *wrong;
} Arguments;

static Arguments arguments_of(napi_env env, napi_callback_info info) {
	Arguments arguments = {.env = env, .count = MAX_ARGUMENTS};
	if (napi_get_cb_info(env, info, &arguments.count, arguments.value, NULL, NULL) != napi_ok)
		arguments.wrong = "cannot read the arguments";
	return arguments;
}

static napi_valuetype type_of(Arguments *arguments, size_t index) {
	napi_valuetype type = napi_undefined;
	if (index < arguments->count && napi_typeof(arguments->env, arguments->value[index], &type) != napi_ok)
		arguments->wrong = "cannot read an argument";
	return type;
}

static bool is_given(Arguments *arguments, size_t index) {
	return type_of(arguments, index) != napi_undefined;
}

static int64_t integer(Arguments *arguments, size_t index, int64_t least, int64_t most) {
	double number = 0;
	if (arguments->wrong != NULL) return 0;
	if (type_of(arguments, index) != napi_number ||
	    napi_get_value_double(arguments->env, arguments->value[index], &number) != napi_ok ||
	    !(number >= (double)least && number <= (double)most) || number != (double)(int64_t)number) {
		arguments->wrong = "an argument is not an integer in its range";
		return 0;
	}
	return (int64_t)number;
}

static int descriptor(Arguments *arguments, size_t index) {
	return (int)integer(arguments, index, 0, INT32_MAX);
}

/* A typed array's elements, which stay where JavaScript has them for as long as this call runs. */
static const void *elements(Arguments *arguments, size_t index, napi_array_type expected, size_t *length) {
	napi_array_type type;
	void *data = NULL;
	bool is_array = false;
	*length = 0;
	if (arguments->wrong != NULL) return NULL;
	if (index >= arguments->count ||
	    napi_is_typedarray(arguments->env, arguments->value[index], &is_array) != napi_ok || !is_array ||
	    napi_get_typedarray_info(arguments->env, arguments->value[index], &type, length, &data, NULL, NULL) != napi_ok ||
	    type != expected || (data == NULL && *length != 0)) {
		arguments->wrong = "an argument is not a typed array of its kind";
		*length = 0;
		return NULL;
	}
	return data;
}

/* Bytes that end with a NUL: one string, or several one after the other. */
static const char *strings(Arguments *arguments, size_t index, size_t *length) {
	const char *bytes = elements(arguments, index, napi_uint8_array, length);
	if (arguments->wrong == NULL && (*length == 0 || bytes[*length - 1] != '\0'))
		arguments->wrong = "a string is not ended by a NUL";
	return bytes;
}

static const char *string(Arguments *arguments, size_t index) {
	size_t length;
	return strings(arguments, index, &length);
}

/* ---- Results ------------------------------------------------------------------------------------------------ */

static napi_value type_error(Arguments *arguments) {
	napi_throw_type_error(arguments->env, "ERR_INVALID_ARG_TYPE", arguments->wrong);
	return NULL;
}

static napi_value number(napi_env env, int64_t value) {
	napi_value result = NULL;
	napi_create_int64(env, value, &result);
	return result;
}

/* What a system call returned, with its errno in place of -1. */
static napi_value outcome(napi_env env, int64_t returned) {
	return number(env, returned == -1 ? -(int64_t)errno : returned);
}

static napi_value list(napi_env env, size_t length, const int64_t *numbers) {
	napi_value result = NULL;
	napi_create_array_with_length(env, length, &result);
	for (size_t i = 0; i < length; i++) napi_set_element(env, result, (uint32_t)i, number(env, numbers[i]));
	return result;
}

/* ---- spawn -------------------------------------------------------------------------------------------------- */

#define FIRST_FREE_DESCRIPTOR 3
#define NOT_GIVEN INT32_MIN
#define CHILD_STACK_BYTES (32 * 1024)
#define KERNEL_SIGSET_BYTES 8
#define LOOK_FOR_STOP_MS 20

enum { SETSID, FCNTL, DUP2, OOM_SCORE_ADJ, SETPRIORITY, SETRLIMIT, SETGROUPS, SETGID, SETUID, CHDIR, EXECVE, APART };
static const char *const STEPS[] = {
    [SETSID] = "setsid",           [FCNTL] = "fcntl",
    [DUP2] = "dup2",               [OOM_SCORE_ADJ] = "oom_score_adj",
    [SETPRIORITY] = "setpriority", [SETRLIMIT] = "setrlimit",
    [SETGROUPS] = "setgroups",     [SETGID] = "setgid",
    [SETUID] = "setuid",           [CHDIR] = "chdir",
    [EXECVE] = "execve",
};

/* What a child that could not become its program writes to the parent; or that its descriptors are its own (APART). */
typedef struct {
	int32_t step;
	int32_t error;
} Failure;

typedef struct {
	const char *file;
	char **argv;
	char **environment;
	/* NULL: stay where the daemon is. */
	const char *directory;
	/* stdin, stdout, stderr, and the notification pipe or -1. */
	int source[4];
	/* The child's number for the notification pipe. */
	int notification;
	/* Closed by the exec, so that the parent reads an end; a Failure else. */
	int report;
	int mask;
	int nice;
	/* A decimal number as a string, or NULL. */
	const char *oom_score_adj;
	/* Triples of resource, soft and hard limit. */
	const double *limits;
	size_t limit_count;
	/* uid, gid and the supplementary groups, or NULL. */
	const uint32_t *ids;
	size_t id_count;
	/* The table of descriptors is the parent's as well. */
	bool shares_table;
} Program;

static void report(const Program *program, int step, int error) {
	Failure failure = {step, error};
	while (write(program->report, &failure, sizeof failure) == -1 && errno == EINTR) continue;
}

static void give_up(const Program *program, int step) {
	report(program, step, errno);
	_exit(127);
}

/* setrlimit(2)'s own numbers; the kernel's "no limit" is the largest of them. */
static rlim_t limit_of(double value) {
	return value >= (double)INT64_MAX ? RLIM_INFINITY : (rlim_t)value;
}

/* exec resets handlers, yet what is ignored stays ignored (Node ignores SIGPIPE), and so does the mask. */
static void reset_signals(void) {
	const char defaults[64] = {0};
	const uint64_t nothing = 0;
	for (int signal = 1; signal <= 64; signal++)
		syscall(SYS_rt_sigaction, signal, defaults, NULL, KERNEL_SIGSET_BYTES);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &nothing, NULL, KERNEL_SIGSET_BYTES);
}

static void close_on_exec_between(unsigned first, unsigned last) {
	if (first > last) return;
	/* Linux 5.11; 4 is CLOSE_RANGE_CLOEXEC. An old seccomp profile answers EPERM, an old kernel ENOSYS or EINVAL. */
	if (syscall(SYS_close_range, first, last, 4) == 0) return;
	struct rlimit limit;
	unsigned end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (unsigned)limit.rlim_cur : 65536;
	for (unsigned fd = first; fd < end && fd <= last; fd++) fcntl((int)fd, F_SETFD, FD_CLOEXEC);
}

static void arrange_descriptors(Program *program) {
	int target[4] = {0, 1, 2, program->notification};
	int above = program->notification >= FIRST_FREE_DESCRIPTOR ? program->notification + 1 : FIRST_FREE_DESCRIPTOR;
	/* First out of the way of every target: a source may have the number of one. */
	program->report = fcntl(program->report, F_DUPFD_CLOEXEC, above);
	if (program->report == -1) _exit(127);
	for (int i = 0; i < 4; i++) {
		if (program->source[i] == -1) continue;
		program->source[i] = fcntl(program->source[i], F_DUPFD_CLOEXEC, above);
		if (program->source[i] == -1) give_up(program, FCNTL);
	}
	for (int i = 0; i < 4; i++) {
		if (program->source[i] != -1 && dup2(program->source[i], target[i]) == -1) give_up(program, DUP2);
	}
	close_on_exec_between(FIRST_FREE_DESCRIPTOR, (unsigned)above - 2);
	close_on_exec_between((unsigned)above, ~0U);
}

static void set_oom_score_adj(const Program *program) {
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (fd == -1 || write(fd, program->oom_score_adj, strlen(program->oom_score_adj)) == -1)
		give_up(program, OOM_SCORE_ADJ);
	close(fd);
}

/* The raw calls: those of a libc make every thread of the process follow, and these threads are our parent's. */
static void drop_privileges(const Program *program) {
	uid_t uid = program->ids[0];
	gid_t gid = program->ids[1];
	if (syscall(SYS_setgroups, program->id_count - 2, program->ids + 2) == -1) give_up(program, SETGROUPS);
	if (syscall(SYS_setresgid, gid, gid, gid) == -1) give_up(program, SETGID);
	if (syscall(SYS_setresuid, uid, uid, uid) == -1) give_up(program, SETUID);
}

/* Slots are taken from this many descriptors on, and used where there are so many more: below that it costs as much. */
#define MANY_DESCRIPTORS 200
enum { REPORT_SLOT = 4, SLOTS };

/*
 * To copy thousands of descriptors, and to close each of them at the exec, costs more than all else about a spawn. So
 * where there are many the child shares our table at first, and then takes for itself what is below `end` and no more
 * (CLOSE_RANGE_UNSHARE, Linux 5.9). What it needs is there: in slots, which were taken when the numbers were as low.
 */
static struct {
	bool is_tried;
	/* 0 where this cannot be done. */
	int end;
	/* What is in a slot between two spawns. */
	int nothing;
	int slot[SLOTS];
} low;

static bool has_slots(void) {
	if (low.is_tried) return low.end != 0;
	low.is_tried = true;
	low.nothing = eventfd(0, EFD_CLOEXEC);
	if (low.nothing == -1) return false;
	int end = low.nothing + 1;
	for (int i = 0; i < SLOTS; i++) {
		low.slot[i] = fcntl(low.nothing, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
		if (low.slot[i] == -1) {
			while (i-- > 0) close(low.slot[i]);
			close(low.nothing);
			return false;
		}
		if (low.slot[i] >= end) end = low.slot[i] + 1;
	}
	low.end = end;
	return true;
}

static void empty_slots(void) {
	for (int i = 0; i < SLOTS; i++) dup3(low.nothing, low.slot[i], O_CLOEXEC);
}

/* The same program with all that it needs in slots; false where a descriptor is none. */
static bool move_to_slots(Program *program) {
	bool is_moved = dup3(program->report, low.slot[REPORT_SLOT], O_CLOEXEC) != -1;
	program->report = low.slot[REPORT_SLOT];
	for (int i = 0; i < 4 && is_moved; i++) {
		if (program->source[i] == -1) continue;
		is_moved = dup3(program->source[i], low.slot[i], O_CLOEXEC) != -1;
		program->source[i] = low.slot[i];
	}
	program->shares_table = true;
	if (!is_moved) empty_slots();
	return is_moved;
}

/* Until this has succeeded the child may open and close nothing: it would be done to our parent. */
static void take_own_table(const Program *program) {
	/* 2 is CLOSE_RANGE_UNSHARE. */
	if (syscall(SYS_close_range, low.end, ~0U, 2) == -1) give_up(program, FCNTL);
	report(program, APART, 0);
}

/* The child: supervisord's order (session, descriptors, user, directory, umask); what needs privileges comes first. */
static int become(void *argument) {
	Program *program = argument;
	if (program->shares_table) take_own_table(program);
	if (setsid() == -1) give_up(program, SETSID);
	arrange_descriptors(program);
	if (program->oom_score_adj != NULL) set_oom_score_adj(program);
	if (program->nice != NOT_GIVEN && setpriority(PRIO_PROCESS, 0, program->nice) == -1) give_up(program, SETPRIORITY);
	for (size_t i = 0; i < program->limit_count; i++) {
		const double *triple = program->limits + 3 * i;
		struct rlimit limit = {limit_of(triple[1]), limit_of(triple[2])};
		if (setrlimit((int)triple[0], &limit) == -1) give_up(program, SETRLIMIT);
	}
	if (program->ids != NULL) drop_privileges(program);
	if (program->directory != NULL && chdir(program->directory) == -1) give_up(program, CHDIR);
	if (program->mask != NOT_GIVEN) umask((mode_t)program->mask);
	reset_signals();
	execve(program->file, program->argv, program->environment);
	give_up(program, EXECVE);
	return 127;
}

/*
 * Returns when the child has left our memory, by exec or by its end: its copy of the report's pipe closes after that.
 * CLONE_VFORK would have the kernel wait, and for ever where the child is stopped: whoever its new user is may send it
 * SIGSTOP before the exec, again and again. One that is stopped is killed, which its death then tells.
 */
static void await_exec(pid_t pid, int report) {
	struct pollfd end = {.fd = report};
	while (poll(&end, 1, LOOK_FOR_STOP_MS) == 0) {
		siginfo_t stopped = {0};
		if (waitid(P_PID, (id_t)pid, &stopped, WSTOPPED | WNOHANG | WNOWAIT) == 0 && stopped.si_pid == pid)
			kill(pid, SIGKILL);
	}
}

/* Whether the child has a table of its own now; if not it is dead, and not reaped. */
static bool await_own_table(pid_t pid, int report) {
	struct pollfd word = {.fd = report, .events = POLLIN};
	while (poll(&word, 1, LOOK_FOR_STOP_MS) == 0) {
		siginfo_t changed = {0};
		int options = WEXITED | WSTOPPED | WNOHANG | WNOWAIT;
		if (waitid(P_PID, (id_t)pid, &changed, options) != 0 || changed.si_pid != pid) continue;
		if (changed.si_code == CLD_STOPPED) {
			kill(pid, SIGKILL);
			continue;
		}
		/* It may have said so and been killed since. */
		if (poll(&word, 1, 0) == 0) return false;
		break;
	}
	Failure said;
	return read(report, &said, sizeof said) == (ssize_t)sizeof said && said.step == APART;
}

/*
 * The pid, or -1 with errno: clone() with our memory shared until the exec. `ends` are those of the report's pipe; the
 * write end is closed. errno is shared too, so meanwhile we make no call that sets it (none of ours fails or, with all
 * signals blocked, is interrupted). 0, with both ends open, where it was to share our descriptors and could not.
 */
static pid_t clone_to_exec(Program *program, const int ends[2]) {
	const uint64_t everything = ~(uint64_t)0;
	uint64_t before = 0;
	_Alignas(16) char stack[CHILD_STACK_BYTES];
	int dumpable = prctl(PR_GET_DUMPABLE);
	/* No handler may run in the child: it would run in our memory. */
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &everything, &before, KERNEL_SIGSET_BYTES);
	int files = program->shares_table ? CLONE_FILES : 0;
	pid_t pid = clone(become, stack + sizeof stack, CLONE_VM | files | SIGCHLD, program);
	/* qemu-user knows shared memory of threads and of vfork() alone, and copies it for the latter. */
	if (pid == -1 && errno == EINVAL && files == 0)
		pid = clone(become, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, program);
	int error = pid == -1 ? errno : 0;
	bool is_apart = true;
	if (files != 0) {
		is_apart = pid != -1 && await_own_table(pid, ends[0]);
		empty_slots();
		if (pid != -1 && !is_apart) waitpid(pid, NULL, 0);
	}
	if (is_apart) close(ends[1]);
	if (is_apart && pid != -1) await_exec(pid, ends[0]);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, KERNEL_SIGSET_BYTES);
	/* The child's setresuid() made the shared memory undumpable, which would cost us core dumps and our own /proc. */
	if (dumpable == 1 && prctl(PR_GET_DUMPABLE) != 1) prctl(PR_SET_DUMPABLE, 1);
	errno = error;
	return is_apart ? pid : 0;
}

/* The same by way of the slots where that is cheaper; never 0. */
static pid_t clone_program(Program *program, const int ends[2]) {
	program->report = ends[1];
	Program sharing = *program;
	bool are_many = ends[1] >= MANY_DESCRIPTORS && has_slots() && ends[1] >= low.end + MANY_DESCRIPTORS;
	if (are_many && move_to_slots(&sharing)) {
		pid_t pid = clone_to_exec(&sharing, ends);
		if (pid != 0) return pid;
		/* An old kernel, a seccomp profile, an emulator: it will not be otherwise the next time. */
		low.end = 0;
	}
	return clone_to_exec(program, ends);
}

static napi_value failure_of(napi_env env, const char *step, int error) {
	napi_value result = NULL, name = NULL;
	napi_create_object(env, &result);
	napi_create_string_utf8(env, step, strlen(step), &name);
	napi_set_named_property(env, result, "step", name);
	napi_set_named_property(env, result, "errno", number(env, error));
	return result;
}

/* The pid, or which step failed; a child that failed is reaped before this returns. */
static napi_value run_program(napi_env env, Program *program) {
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) == -1) return failure_of(env, "pipe", errno);
	pid_t pid = clone_program(program, ends);
	int error = errno;
	if (pid == -1) {
		close(ends[0]);
		return failure_of(env, "fork", error);
	}
	/* A pipe rather than our shared memory, which an emulator (qemu-user, gVisor) may have copied instead. */
	Failure failure;
	ssize_t got;
	while ((got = read(ends[0], &failure, sizeof failure)) == -1 && errno == EINTR) continue;
	close(ends[0]);
	if (got != (ssize_t)sizeof failure) {
		/* Its exec woke us, often on the same CPU, and it would wait there for all that we still have to do. */
		sched_yield();
		return number(env, pid);
	}
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR) continue;
	return failure_of(env, STEPS[failure.step], failure.error);
}

/* Pointers to each string of a block, and a NULL after them. */
static char **pointers_into(const char *block, size_t length) {
	size_t count = 0;
	for (size_t i = 0; i < length; i++) count += block[i] == '\0';
	char **pointers = malloc((count + 1) * sizeof *pointers);
	if (pointers == NULL) return NULL;
	const char *next = block;
	for (size_t i = 0; i < count; i++) {
		pointers[i] = (char *)next;
		next += strlen(next) + 1;
	}
	pointers[count] = NULL;
	return pointers;
}

static void check_limits(Arguments *arguments, const Program *program, size_t length) {
	if (length % 3 != 0) arguments->wrong = "the limits are not triples";
	for (size_t i = 0; i < length && arguments->wrong == NULL; i++) {
		double value = program->limits[i];
		bool is_resource = i % 3 == 0;
		if (!(value >= 0) || (is_resource && !(value <= 64))) arguments->wrong = "a limit is out of range";
	}
}

/*
 * spawn(file, argv, environment, directory?, descriptors, identity?, limits, umask?, nice?, oomScoreAdj?)
 * descriptors: Int32Array of stdin, stdout, stderr, notification's source and its number in the child (-1: none).
 */
static napi_value spawn_program(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	Program program = {.mask = NOT_GIVEN, .nice = NOT_GIVEN};
	size_t argv_length, environment_length = 0, descriptor_count, limits_length;

	program.file = string(&arguments, 0);
	const char *argv = strings(&arguments, 1, &argv_length);
	/* An environment may be empty, and then has no NUL. */
	const char *environment = elements(&arguments, 2, napi_uint8_array, &environment_length);
	if (environment_length > 0) environment = strings(&arguments, 2, &environment_length);
	if (is_given(&arguments, 3)) program.directory = string(&arguments, 3);
	const int32_t *descriptors = elements(&arguments, 4, napi_int32_array, &descriptor_count);
	if (is_given(&arguments, 5)) program.ids = elements(&arguments, 5, napi_uint32_array, &program.id_count);
	program.limits = elements(&arguments, 6, napi_float64_array, &limits_length);
	if (is_given(&arguments, 7)) program.mask = (int)integer(&arguments, 7, 0, 0777);
	if (is_given(&arguments, 8)) program.nice = (int)integer(&arguments, 8, -20, 19);
	if (is_given(&arguments, 9)) program.oom_score_adj = string(&arguments, 9);

	if (arguments.wrong == NULL && descriptor_count != 5) arguments.wrong = "the descriptors are not five";
	if (arguments.wrong == NULL && program.ids != NULL && program.id_count < 2)
		arguments.wrong = "the identity has no uid and gid";
	if (arguments.wrong == NULL) check_limits(&arguments, &program, limits_length);
	if (arguments.wrong == NULL) {
		for (int i = 0; i < 4; i++) {
			program.source[i] = descriptors[i];
			if (descriptors[i] < (i == 3 ? -1 : 0)) arguments.wrong = "a descriptor is negative";
		}
		program.notification = descriptors[4];
		if (program.source[3] != -1 && (program.notification < 3 || program.notification > 65535))
			arguments.wrong = "the notification descriptor is not from 3 to 65535";
	}
	if (arguments.wrong != NULL) return type_error(&arguments);

	program.limit_count = limits_length / 3;
	program.argv = pointers_into(argv, argv_length);
	program.environment = pointers_into(environment, environment_length);
	napi_value result = program.argv == NULL || program.environment == NULL ? failure_of(env, "fork", ENOMEM)
	                                                                         : run_program(env, &program);
	free(program.argv);
	free(program.environment);
	return result;
}

/* ---- Pipes -------------------------------------------------------------------------------------------------- */

/*
 * pipe(ours, capacity, uid?): [read end, write end], both close-on-exec; ours (0 the read end, 1 the write end) does
 * not block. A real pipe, where Node would use a socketpair: a child can open it anew as /dev/stdout.
 */
static napi_value make_pipe(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	int ours = (int)integer(&arguments, 0, 0, 1);
	int capacity = (int)integer(&arguments, 1, 0, INT32_MAX);
	bool has_owner = is_given(&arguments, 2);
	uid_t owner = has_owner ? (uid_t)integer(&arguments, 2, 0, UINT32_MAX - 1) : 0;
	if (arguments.wrong != NULL) return type_error(&arguments);
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) == -1) return outcome(env, -1);
	/* EPERM beyond the user's budget of pipe pages: the kernel's own size then does. */
	if (capacity > 0) (void)fcntl(ends[0], F_SETPIPE_SZ, capacity);
	/* Opening /dev/stdout anew is checked against the pipe's owner and mode, at first 0600. A child may write as whom it
	   becomes by itself too (gosu, su-exec): only who may see its /proc/PID/fd can reach the pipe at all. */
	/* The mode first: once it is given away, only CAP_FOWNER may change it. */
	int made = ours == 0 ? fchmod(ends[0], 0622) : 0;
	if (made == 0 && has_owner) {
		made = fchown(ends[0], owner, (gid_t)-1);
		/* Root without CAP_CHOWN cannot give it away; the mode still lets everybody write. */
		if (made == -1 && errno == EPERM) made = 0;
	}
	if (made == -1 || fcntl(ends[ours], F_SETFL, O_NONBLOCK) == -1) {
		int error = errno;
		close(ends[0]);
		close(ends[1]);
		return number(env, -error);
	}
	return list(env, 2, (const int64_t[]){ends[0], ends[1]});
}

/* resizePipe(fd, capacity): the capacity it has now; -EPERM beyond the user's budget, -EBUSY where more is in it. */
static napi_value resize_pipe(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	int fd = descriptor(&arguments, 0);
	int capacity = (int)integer(&arguments, 1, 1, INT32_MAX);
	if (arguments.wrong != NULL) return type_error(&arguments);
	return outcome(env, fcntl(fd, F_SETPIPE_SZ, capacity));
}

/* unread(fd): the bytes that are in a pipe now. */
static napi_value unread_bytes(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	int fd = descriptor(&arguments, 0);
	if (arguments.wrong != NULL) return type_error(&arguments);
	int count = 0;
	return ioctl(fd, FIONREAD, &count) == -1 ? outcome(env, -1) : number(env, count);
}

/*
 * How much to write to a file at once. File systems with large folios (ext4, XFS) take the memory for a write in as few
 * blocks as they can, and the large blocks of free memory are those that a virtual machine hands back to its host (free
 * page reporting): writes of 256 KiB to an ext4 took more than twice the CPU of writes of 64 KiB there. A tmpfs takes page
 * by page. A block begins at a multiple of its size: behind an odd end of the file, as a rotation leaves one, they would
 * all be small, so a first piece goes up to the next multiple.
 */
static int64_t most_at_once(int file) {
	enum { TMPFS = 0x01021994 /* TMPFS_MAGIC of linux/magic.h */ };
	struct statfs where;
	return fstatfs(file, &where) == 0 && where.f_type == TMPFS ? 256 * 1024 : 64 * 1024;
}

/*
 * splice(from, to, maxBytes, throughOut, throughIn, naps): [moved, stranded, errno], or -EAGAIN while the pipe is empty;
 * all 0 at its end. It goes on while much comes; where very much came and the pipe is empty for the moment, it waits for
 * more, so often at most and a tenth of a millisecond each time, of which a timer of the loop could wait no less than ten.
 *
 * By way of a pipe of our own, which is empty before: splice(2) holds the lock of the pipe it takes from for as long as it
 * writes the file, and whoever writes to that pipe would wait. What the file did not take is stranded there, and errno
 * says why. The kernel refuses a file that is open for appending (EINVAL), so for the moment it is not, and is written at
 * its end.
 */
static napi_value splice_bytes(napi_env env, napi_callback_info info) {
	enum { VERY_MUCH_BYTES = 512 * 1024, MUCH_BYTES = 64 * 1024, NAP_NS = 100 * 1000 };
	Arguments arguments = arguments_of(env, info);
	int from = descriptor(&arguments, 0);
	int to = descriptor(&arguments, 1);
	int64_t most = integer(&arguments, 2, 0, INT32_MAX);
	int through_out = descriptor(&arguments, 3);
	int through_in = descriptor(&arguments, 4);
	int64_t naps = integer(&arguments, 5, 0, 1000);
	if (arguments.wrong != NULL) return type_error(&arguments);
	int flags = fcntl(to, F_GETFL);
	if (flags == -1) return outcome(env, -1);
	if (flags & O_APPEND) (void)fcntl(to, F_SETFL, flags & ~O_APPEND);
	int64_t at_once = most_at_once(to);
	int64_t moved = 0;
	int64_t stranded = 0;
	ssize_t taken = 0;
	int error = 0;
	loff_t end = lseek(to, 0, SEEK_END);
	while (moved < most && stranded == 0) {
		int64_t room = end > 0 ? at_once - end % at_once : at_once;
		ssize_t piece = (ssize_t)(most - moved < room ? most - moved : room);
		taken = splice(from, NULL, through_in, NULL, (size_t)piece, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (taken <= 0) {
			error = taken == 0 ? 0 : errno;
			break;
		}
		/* Looked for each time: others may write to the file, or cut it. */
		end = lseek(to, 0, SEEK_END);
		for (stranded = taken; stranded > 0;) {
			ssize_t written = splice(through_out, NULL, to, end == -1 ? NULL : &end, (size_t)stranded, SPLICE_F_MOVE);
			if (written <= 0) {
				error = written == 0 ? EIO : errno;
				break;
			}
			stranded -= written;
			moved += written;
		}
		if (taken >= MUCH_BYTES || taken == piece) continue;
		if (moved < VERY_MUCH_BYTES || naps-- == 0) break;
		nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
	}
	if (flags & O_APPEND) (void)fcntl(to, F_SETFL, flags);
	if (moved == 0 && stranded == 0 && error != 0) return number(env, -error);
	return list(env, 3, (const int64_t[]){moved, stranded, stranded == 0 ? 0 : error});
}

/* ---- The dead ----------------------------------------------------------------------------------------------- */

/* waitPeek(): a dead child's pid, which stays to be reaped; 0 when none is dead; -ECHILD without children. */
static napi_value peek_at_the_dead(napi_env env, napi_callback_info info) {
	(void)info;
	siginfo_t dead = {0};
	return outcome(env, waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) == -1 ? -1 : dead.si_pid);
}

/* waitReap(pid): the status word of a dead child; -EAGAIN while it lives. */
static napi_value reap(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	pid_t pid = (pid_t)integer(&arguments, 0, 1, INT32_MAX);
	if (arguments.wrong != NULL) return type_error(&arguments);
	int status = 0;
	pid_t reaped = waitpid(pid, &status, WNOHANG);
	if (reaped == 0) return number(env, -EAGAIN);
	return outcome(env, reaped == -1 ? -1 : status);
}

static bool is_among(pid_t pid, const int32_t *pids, size_t count) {
	for (size_t i = 0; i < count; i++) {
		if (pids[i] == pid) return true;
	}
	return false;
}

/*
 * reapOthers(known, into): reaps whoever is dead until the next one is known, none is left, or `into` is full of pairs of
 * pid and status word; how many they are.
 */
static napi_value reap_others(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	size_t known_count, length;
	const int32_t *known = elements(&arguments, 0, napi_int32_array, &known_count);
	int32_t *into = (int32_t *)elements(&arguments, 1, napi_int32_array, &length);
	if (arguments.wrong != NULL) return type_error(&arguments);
	size_t count = 0;
	for (; count < length / 2; count++) {
		siginfo_t dead = {0};
		if (waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) == -1 || dead.si_pid == 0) break;
		if (is_among(dead.si_pid, known, known_count)) break;
		int status = 0;
		if (waitpid(dead.si_pid, &status, WNOHANG) != dead.si_pid) break;
		into[2 * count] = dead.si_pid;
		into[2 * count + 1] = status;
	}
	return number(env, (int64_t)count);
}

/*
 * hearDeaths(isHeard): 1 for SIGCHLD as its handlers have it, 0 for a kernel that drops it, while the dead stay to be
 * reaped. To be told of each one in a storm of them costs a CPU more than all else about it.
 */
static napi_value hear_deaths(napi_env env, napi_callback_info info) {
	static struct sigaction heard;
	static bool is_dropped = false;
	Arguments arguments = arguments_of(env, info);
	bool is_heard = integer(&arguments, 0, 0, 1) == 1;
	if (arguments.wrong != NULL) return type_error(&arguments);
	if (is_heard != is_dropped) return number(env, 0);
	const struct sigaction dropped = {.sa_handler = SIG_DFL};
	int returned = is_heard ? sigaction(SIGCHLD, &heard, NULL) : sigaction(SIGCHLD, &dropped, &heard);
	if (returned == 0) is_dropped = !is_heard;
	return outcome(env, returned);
}

/* subreaper(): orphans among our descendants become our children, as those of PID 1 do. */
static napi_value become_subreaper(napi_env env, napi_callback_info info) {
	(void)info;
	return outcome(env, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
}

/* ---- Sockets and identity ----------------------------------------------------------------------------------- */

/* peerCredentials(fd): [pid, uid, gid] of the other end of a connected unix socket. */
static napi_value peer_credentials(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	int fd = descriptor(&arguments, 0);
	if (arguments.wrong != NULL) return type_error(&arguments);
	struct ucred peer;
	socklen_t length = sizeof peer;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == -1) return outcome(env, -1);
	return list(env, 3, (const int64_t[]){peer.pid, peer.uid, peer.gid});
}

/* A unix socket's address; false where the path is too long for one. */
static bool unix_address(const char *path, struct sockaddr_un *address) {
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address->sun_path) return false;
	memcpy(address->sun_path, path, strlen(path) + 1);
	return true;
}

/* The socket, or with `returned` -1 what went wrong with it: then it is closed. */
static napi_value socket_or_error(napi_env env, int fd, int returned) {
	if (returned == 0) return number(env, fd);
	int error = errno;
	close(fd);
	return number(env, -error);
}

static napi_value connect_unix(napi_env env, napi_callback_info info, int type) {
	Arguments arguments = arguments_of(env, info);
	const char *path = string(&arguments, 0);
	if (arguments.wrong != NULL) return type_error(&arguments);
	struct sockaddr_un address;
	if (!unix_address(path, &address)) return number(env, -ENAMETOOLONG);
	int fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1) return outcome(env, -1);
	return socket_or_error(env, fd, connect(fd, (const struct sockaddr *)&address, sizeof address));
}

/* connectDatagram(path): a descriptor of a unix datagram socket that never blocks. */
static napi_value connect_datagram(napi_env env, napi_callback_info info) {
	return connect_unix(env, info, SOCK_DGRAM);
}

/* connectStream(path): the same of a stream socket; -ECONNREFUSED where nobody listens. */
static napi_value connect_stream(napi_env env, napi_callback_info info) {
	return connect_unix(env, info, SOCK_STREAM);
}

/* bindUnix(path): a blocking stream socket that does not listen yet; its file has the mode that the umask leaves. */
static napi_value bind_unix(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	const char *path = string(&arguments, 0);
	if (arguments.wrong != NULL) return type_error(&arguments);
	struct sockaddr_un address;
	if (!unix_address(path, &address)) return number(env, -ENAMETOOLONG);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1) return outcome(env, -1);
	return socket_or_error(env, fd, bind(fd, (const struct sockaddr *)&address, sizeof address));
}

/*
 * receiveDatagrams(name): a unix datagram socket that never blocks, bound in the abstract namespace (unix(7)), which
 * needs no file. The kernel says of each datagram who sent it, and sends us SIGIO when one comes: Node, whose loop
 * cannot wait for such a socket, can hear signals. Whoever calls this has a handler of it, since it ends us else.
 */
static napi_value receive_datagrams(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	const char *name = string(&arguments, 0);
	if (arguments.wrong != NULL) return type_error(&arguments);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = strlen(name);
	if (length >= sizeof address.sun_path) return number(env, -ENAMETOOLONG);
	/* After a NUL, and with no other at its end. */
	memcpy(address.sun_path + 1, name, length);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1) return outcome(env, -1);
	bool is_ready = setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)) == 0 &&
	                fcntl(fd, F_SETOWN, getpid()) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC) == 0 &&
	                bind(fd, (const struct sockaddr *)&address,
	                     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) == 0;
	return socket_or_error(env, fd, is_ready ? 0 : -1);
}

/* SCM_MAX_FD of the kernel: no message carries more. */
#define MOST_DESCRIPTORS 253

/*
 * receive(fd, buffer): [bytes, pid, uid] of the next datagram and its sender, with bytes -1 where it is longer than the
 * buffer; -EAGAIN where there is none. Descriptors that come with it are closed.
 */
static napi_value receive_datagram(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	int fd = descriptor(&arguments, 0);
	size_t length;
	void *buffer = (void *)elements(&arguments, 1, napi_uint8_array, &length);
	if (arguments.wrong != NULL) return type_error(&arguments);
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
	struct iovec bytes = {buffer, length};
	struct msghdr message = {
	    .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
	ssize_t received = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	if (received == -1) return outcome(env, -1);
	struct ucred sender = {0, (uid_t)-1, (gid_t)-1};
	for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part != NULL; part = CMSG_NXTHDR(&message, part)) {
		if (part->cmsg_level != SOL_SOCKET) continue;
		if (part->cmsg_type == SCM_CREDENTIALS) memcpy(&sender, CMSG_DATA(part), sizeof sender);
		if (part->cmsg_type != SCM_RIGHTS) continue;
		size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int passed;
			memcpy(&passed, CMSG_DATA(part) + i * sizeof(int), sizeof passed);
			/* Where it was told to linger, close(2) of the last of a socket waits for its peer, whoever calls it. */
			(void)setsockopt(passed, SOL_SOCKET, SO_LINGER, &(struct linger){0}, sizeof(struct linger));
			close(passed);
		}
	}
	int64_t kept = message.msg_flags & MSG_TRUNC ? -1 : received;
	return list(env, 3, (const int64_t[]){kept, sender.pid, sender.uid});
}

/*
 * bindTcp(host?, port, isV6): a blocking stream socket that does not listen yet, or {step, errno}; of getaddrinfo, which
 * takes a name too, the errno is its own code without the sign. Without a host it is bound to all interfaces.
 */
static napi_value bind_tcp(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	const char *host = is_given(&arguments, 0) ? string(&arguments, 0) : NULL;
	int port = (int)integer(&arguments, 1, 0, 65535);
	int is_v6 = (int)integer(&arguments, 2, 0, 1);
	if (arguments.wrong != NULL) return type_error(&arguments);
	struct addrinfo hints = {
	    .ai_family = is_v6 ? AF_INET6 : AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	int unknown = getaddrinfo(host, "0", &hints, &found);
	if (unknown != 0) return failure_of(env, "getaddrinfo", unknown < 0 ? -unknown : unknown);
	/* sockaddr_in and sockaddr_in6 have the port in the same place. */
	((struct sockaddr_in *)found->ai_addr)->sin_port = htons((uint16_t)port);
	const char *step = "socket";
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool is_bound = false;
	if (fd != -1) {
		step = "bind";
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
		is_bound = bind(fd, found->ai_addr, found->ai_addrlen) == 0;
	}
	int error = errno;
	freeaddrinfo(found);
	if (is_bound) return number(env, fd);
	if (fd != -1) close(fd);
	return failure_of(env, step, error);
}

/* listen(fd, backlog) */
static napi_value start_listening(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	int fd = descriptor(&arguments, 0);
	int backlog = (int)integer(&arguments, 1, 0, INT32_MAX);
	if (arguments.wrong != NULL) return type_error(&arguments);
	return outcome(env, listen(fd, backlog));
}

/*
 * filesystemIdentity(uid, gid): with whose rights this thread opens files. A container's root has no CAP_SYS_PTRACE,
 * so /proc/PID/fd and environ of its own children of other users are closed to it, unless it reads them as that user.
 */
static napi_value set_filesystem_identity(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	uid_t uid = (uid_t)integer(&arguments, 0, 0, UINT32_MAX - 1);
	gid_t gid = (gid_t)integer(&arguments, 1, 0, UINT32_MAX - 1);
	if (arguments.wrong != NULL) return type_error(&arguments);
	int dumpable = prctl(PR_GET_DUMPABLE);
	/* These calls return the id before, whether they succeed or not: (uid)-1 asks and changes nothing. */
	syscall(SYS_setfsgid, gid);
	syscall(SYS_setfsuid, uid);
	if (dumpable == 1 && prctl(PR_GET_DUMPABLE) != 1) prctl(PR_SET_DUMPABLE, 1);
	bool changed = (uid_t)syscall(SYS_setfsuid, -1) == uid && (gid_t)syscall(SYS_setfsgid, -1) == gid;
	return number(env, changed ? 0 : -EPERM);
}

/*
 * exit(status): ends this process at once. exit(3) of a libc runs libuv's destructor, which waits for its threads: for
 * ever where one asks a disk that does not answer.
 */
static napi_value end_process(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	int status = (int)integer(&arguments, 0, 0, 255);
	if (arguments.wrong != NULL) return type_error(&arguments);
	_exit(status);
}

/* glibc's; musl has none, and gives back what is free by itself. */
extern int malloc_trim(size_t) __attribute__((weak));

/* trimHeap(): gives the kernel what malloc keeps of freed memory; 1 where it was something. */
static napi_value trim_heap(napi_env env, napi_callback_info info) {
	(void)info;
	return number(env, malloc_trim == NULL ? 0 : malloc_trim(0));
}

/* One for each: a handler may run on any thread, and the two at once. */
static volatile sig_atomic_t interrupted, terminated;

static void note(int number) {
	if (number == SIGINT) interrupted = 1;
	else terminated = 1;
}

static const int NOTED[] = {SIGINT, SIGTERM};
static struct sigaction before_noting[2];

/*
 * noteSignals(): notes SIGINT and SIGTERM from now on, until somebody else handles them or `notedSignals` is asked. A
 * mask, as in /proc/PID/status, of those that nobody handled.
 */
static napi_value note_signals(napi_env env, napi_callback_info info) {
	(void)info;
	const struct sigaction ours = {.sa_handler = note, .sa_flags = SA_RESTART};
	int64_t unhandled = 0;
	for (size_t i = 0; i < 2; i++) {
		if (sigaction(NOTED[i], &ours, &before_noting[i]) == 0 && before_noting[i].sa_handler == SIG_DFL)
			unhandled |= 1 << (NOTED[i] - 1);
	}
	return number(env, unhandled);
}

/*
 * notedSignals(): a mask of those that came since; and what handled them before does so again, where nobody else does by
 * now. libuv sets its handler for the first listener of a signal only, which may have come before all this.
 */
static napi_value noted_signals(napi_env env, napi_callback_info info) {
	(void)info;
	for (size_t i = 0; i < 2; i++) {
		struct sigaction now;
		if (sigaction(NOTED[i], NULL, &now) == 0 && now.sa_handler == note) sigaction(NOTED[i], &before_noting[i], NULL);
	}
	return number(env, (interrupted ? 1 << (SIGINT - 1) : 0) | (terminated ? 1 << (SIGTERM - 1) : 0));
}

/*
 * V8's own, which Node exports to addons: static functions and one without arguments, so that C may call them. By
 * node:v8 and node:vm it takes Node's modules for streams, and a context that outlives the collection. Weak, for a V8
 * to come may have them no more.
 */
extern void _ZN2v82V818SetFlagsFromStringEPKc(const char *) __attribute__((weak));
extern void *_ZN2v87Isolate10GetCurrentEv(void) __attribute__((weak));
extern void _ZN2v87Isolate21LowMemoryNotificationEv(void *) __attribute__((weak));

/* setFlag(flag): one of V8's, as on its command line. 0, or -ENOSYS. */
static napi_value set_flag(napi_env env, napi_callback_info info) {
	Arguments arguments = arguments_of(env, info);
	const char *flag = string(&arguments, 0);
	if (arguments.wrong != NULL) return type_error(&arguments);
	if (_ZN2v82V818SetFlagsFromStringEPKc == NULL) return number(env, -ENOSYS);
	_ZN2v82V818SetFlagsFromStringEPKc(flag);
	return number(env, 0);
}

/* collectGarbage(): all that V8 can find. 0, or -ENOSYS. */
static napi_value collect_garbage(napi_env env, napi_callback_info info) {
	(void)info;
	if (_ZN2v87Isolate10GetCurrentEv == NULL || _ZN2v87Isolate21LowMemoryNotificationEv == NULL)
		return number(env, -ENOSYS);
	_ZN2v87Isolate21LowMemoryNotificationEv(_ZN2v87Isolate10GetCurrentEv());
	return number(env, 0);
}

/* ---- The module --------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	napi_callback call;
} FUNCTIONS[] = {
    {"spawn", spawn_program},
    {"pipe", make_pipe},
    {"resizePipe", resize_pipe},
    {"unread", unread_bytes},
    {"splice", splice_bytes},
    {"waitPeek", peek_at_the_dead},
    {"waitReap", reap},
    {"reapOthers", reap_others},
    {"hearDeaths", hear_deaths},
    {"subreaper", become_subreaper},
    {"peerCredentials", peer_credentials},
    {"connectDatagram", connect_datagram},
    {"connectStream", connect_stream},
    {"bindUnix", bind_unix},
    {"receiveDatagrams", receive_datagrams},
    {"receive", receive_datagram},
    {"bindTcp", bind_tcp},
    {"listen", start_listening},
    {"filesystemIdentity", set_filesystem_identity},
    {"trimHeap", trim_heap},
    {"noteSignals", note_signals},
    {"notedSignals", noted_signals},
    {"setFlag", set_flag},
    {"collectGarbage", collect_garbage},
    {"exit", end_process},
};

__attribute__((visibility("default"))) int32_t node_api_module_get_api_version_v1(void) {
	return 8;
}

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
	for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
		napi_value function = NULL;
		napi_create_function(env, FUNCTIONS[i].name, strlen(FUNCTIONS[i].name), FUNCTIONS[i].call, NULL, &function);
		napi_set_named_property(env, exports, FUNCTIONS[i].name, function);
	}
	napi_value source = NULL;
	napi_create_string_utf8(env, SOURCE_SHA256, strlen(SOURCE_SHA256), &source);
	napi_set_named_property(env, exports, "sourceSha256", source);
	return exports;
}
