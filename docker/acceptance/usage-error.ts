/** It could not be tried at all: no engine, no image, no such container. Exit status 2, and no stack. */
export class UsageError extends Error {}
