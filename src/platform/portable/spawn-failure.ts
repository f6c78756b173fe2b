import { accessSync, closeSync, constants as fileModes, openSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { errorCode, systemError } from '../errno.ts';
import type { SpawnOutcome, SpawnRequest } from '../system.ts';

/**
 * Why a spawn failed. Node tells by an event, after the caller has long had its answer; so it is found out by trying
 * the steps again that can be tried without a process, in their order.
 */
export function spawnFailure({ file, directory, identity }: SpawnRequest): Exclude<SpawnOutcome, { type: 'spawned' }> {
	const noDescriptor = errnoOf(() => closeSync(openSync('/dev/null', 'r')));
	if (noDescriptor !== undefined) return { type: 'not-forked', failure: { step: 'pipe', errno: noDescriptor } };
	if (identity !== undefined && process.geteuid?.() !== 0) return notExecuted('setuid', 'EPERM');
	if (directory !== undefined) {
		const noDirectory = errnoOf(() => {
			if (!statSync(directory).isDirectory()) throw systemError('chdir', constants.errno.ENOTDIR);
			accessSync(directory, fileModes.X_OK);
		});
		if (noDirectory !== undefined) return notExecuted('chdir', noDirectory);
	}
	const notExecutable = errnoOf(() => accessSync(file, fileModes.X_OK)) ?? (isDirectory(file) ? 'EACCES' : undefined);
	if (notExecutable !== undefined) return notExecuted('execve', notExecutable);
	return { type: 'not-forked', failure: { step: 'fork', errno: 'EAGAIN' } };
}

function notExecuted(step: string, errno: string): { type: 'not-executed'; failure: { step: string; errno: string } } {
	return { type: 'not-executed', failure: { step, errno } };
}

function isDirectory(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function errnoOf(action: () => void): string | undefined {
	try {
		action();
		return undefined;
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		return code;
	}
}
