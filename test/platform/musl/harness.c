/*
 * Loads the addon in a process of another libc and lets it start a program: Node-API in as few lines as that takes.
 * Usage: harness ADDON. Prints the pid's exit status, the step that failed, and what the program wrote.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct value {
	int type; /* napi_valuetype: 0 undefined, 3 number, 6 object */
	double number;
	int array_type;
	void *data;
	size_t length;
	const char *text;
	struct value *step;
	struct value *error;
} value;
typedef value *(*callback)(void *, void *);

static value *given[12];
static size_t given_count;
static callback spawn_callback;
static callback last_callback;

static value *make(int type) {
	value *made = calloc(1, sizeof *made);
	made->type = type;
	return made;
}

int napi_get_cb_info(void *env, void *info, size_t *count, value **values, value **self, void **data) {
	(void)env, (void)info, (void)self, (void)data;
	for (size_t i = 0; i < *count && i < given_count; i++) values[i] = given[i];
	*count = given_count;
	return 0;
}
int napi_typeof(void *env, value *v, int *type) { (void)env; *type = v->type; return 0; }
int napi_get_value_double(void *env, value *v, double *number) { (void)env; *number = v->number; return 0; }
int napi_is_typedarray(void *env, value *v, bool *is) { (void)env; *is = v->type == 6; return 0; }
int napi_get_typedarray_info(void *env, value *v, int *type, size_t *length, void **data, value **b, size_t *o) {
	(void)env, (void)b, (void)o;
	*type = v->array_type, *length = v->length, *data = v->data;
	return 0;
}
int napi_create_int64(void *env, int64_t number, value **v) { (void)env; *v = make(3); (*v)->number = (double)number; return 0; }
int napi_create_string_utf8(void *env, const char *text, size_t n, value **v) { (void)env, (void)n; *v = make(4); (*v)->text = text; return 0; }
int napi_create_array_with_length(void *env, size_t n, value **v) { (void)env, (void)n; *v = make(6); return 0; }
int napi_set_element(void *env, value *v, uint32_t i, value *e) { (void)env, (void)v, (void)i, (void)e; return 0; }
int napi_create_object(void *env, value **v) { (void)env; *v = make(6); return 0; }
int napi_set_named_property(void *env, value *v, const char *name, value *p) {
	(void)env;
	if (strcmp(name, "spawn") == 0) spawn_callback = last_callback;
	if (strcmp(name, "step") == 0) v->step = p;
	if (strcmp(name, "errno") == 0) v->error = p;
	return 0;
}
int napi_create_function(void *env, const char *name, size_t n, callback call, void *data, value **v) {
	(void)env, (void)name, (void)n, (void)data;
	last_callback = call;
	*v = make(7);
	return 0;
}
int napi_throw_type_error(void *env, const char *code, const char *message) { (void)env; printf("%s %s\n", code, message); return 0; }

static value *array(int type, void *data, size_t length) {
	value *made = make(6);
	made->array_type = type, made->data = data, made->length = length;
	return made;
}

static void run(char *file) {
	char argv[] = "sh\0-c\0echo \"$GREETING\"; exit 7", environment[] = "GREETING=hello", directory[] = "/";
	int32_t descriptors[] = {0, 1, 2, -1, -1};
	value *values[] = {array(1, file, strlen(file) + 1), array(1, argv, sizeof argv), array(1, environment, sizeof environment),
	                   array(1, directory, sizeof directory), array(5, descriptors, 5), make(0), array(8, NULL, 0),
	                   make(0), make(0), make(0)};
	given_count = sizeof values / sizeof *values;
	memcpy(given, values, sizeof values);
	value *result = spawn_callback(NULL, NULL);
	if (result->step != NULL) {
		printf("%s %d\n", result->step->text, (int)result->error->number);
		return;
	}
	int status;
	if (waitpid((pid_t)result->number, &status, 0) == -1) perror("waitpid");
	printf("exit %d\n", WEXITSTATUS(status));
}

int main(int argc, char **argv) {
	void *addon = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	if (addon == NULL) return puts(dlerror()), 1;
	value *(*enter)(void *, value *) = (value * (*)(void *, value *)) dlsym(addon, "napi_register_module_v1");
	enter(NULL, make(6));
	setvbuf(stdout, NULL, _IONBF, 0);
	run("/bin/sh");
	run("/no/such/program");
	return 0;
}
