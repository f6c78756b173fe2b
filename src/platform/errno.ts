import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';

const NAMES = new Map<number, string>();
// The first name of a number wins: EAGAIN comes before EWOULDBLOCK, ENOTSUP before EOPNOTSUPP.
for (const [name, number] of Object.entries(constants.errno)) {
	if (!NAMES.has(number)) NAMES.set(number, name);
}

/** `ENOENT` for 2. */
export function errnoName(number: number): string {
	// libuv knows fewer (not ENOEXEC), yet some that `constants` lacks.
	return NAMES.get(number) ?? getSystemErrorName(-number);
}

/** The `code` of an error that Node threw, e.g. `ENOENT`; `undefined` where it has none. */
export function errorCode(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error)) return undefined;
	return typeof error.code === 'string' ? error.code : undefined;
}

/** An error as Node's own for a failed system call, with `code`, `errno` and `syscall`. */
export function systemError(syscall: string, errno: number): NodeJS.ErrnoException {
	const code = errnoName(errno);
	return Object.assign(new Error(`${code}: ${syscall}`), { code, errno: -errno, syscall });
}
