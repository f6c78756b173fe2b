import { dirname } from 'node:path';
import type { DaemonLog } from '../logs/daemon-log.ts';
import { errorCode } from '../platform/errno.ts';
import type { Files } from '../platform/files.ts';
import { tmpfsOption } from './tmpfs-option.ts';

/** The file that holds the daemon's pid while it lives. What goes wrong with it is told, and stops nothing. */
export class Pidfile {
	readonly #files: Files;
	readonly #pid: number;
	#path: string | undefined;

	constructor(files: Files, pid: number) {
		this.#files = files;
		this.#pid = pid;
	}

	/** Writes it at `path`; one written elsewhere before goes. */
	write(path: string, log: DaemonLog): void {
		if (this.#path !== path) this.remove(log);
		try {
			this.#files.writeText(path, `${this.#pid}\n`);
			this.#path = path;
		} catch (error) {
			const code = errorCode(error);
			log.critical({ event: 'pidfile', path, code }, `could not write pidfile ${path} (${code})${hintOf(path, code)}`);
		}
	}

	remove(log: DaemonLog): void {
		const path = this.#path;
		if (path === undefined) return;
		this.#path = undefined;
		try {
			// Another daemon that was started since has written its own.
			if (Number.parseInt(this.#files.readText(path), 10) === this.#pid) this.#files.remove(path);
		} catch (error) {
			// EROFS, EACCES, or somebody made a folder of that name: no reason to end otherwise than in order.
			const code = errorCode(error);
			if (code === 'ENOENT') return;
			log.warn({ event: 'pidfile', path, code }, `could not remove pidfile ${path} (${code})`);
		}
	}
}

function hintOf(path: string, code: string | undefined): string {
	if (code !== 'EROFS' && code !== 'EACCES') return '';
	const option = tmpfsOption(dirname(path), process.getuid?.() ?? 0);
	return `; mount something writable there (${option}), or set another pidfile`;
}
