import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

const PYTHON = '/usr/bin/python3';
const PACKAGE = '/usr/lib/python3/dist-packages/supervisor';

/** Why the reference is not here, or `false`: the value of tap's `skip`. */
export const NO_REFERENCE: string | false =
	existsSync(PYTHON) && existsSync(PACKAGE)
		? false
		: 'supervisord 4.2.5 (the Debian package `supervisor`) is not installed';

/** supervisord's own code in a process of its own; see supervisord-oracle.py for what it can be asked. */
export class SupervisordOracle {
	readonly #child: ChildProcessWithoutNullStreams;
	readonly #waiting: ((line: string) => void)[] = [];

	constructor({ cwd = process.cwd() }: { cwd?: string } = {}) {
		const script = new URL('./supervisord-oracle.py', import.meta.url).pathname;
		const environment = { ...process.env, PYTHONWARNINGS: 'ignore', LC_ALL: 'C.UTF-8' };
		this.#child = spawn(PYTHON, [script], { cwd, env: environment });
		this.#child.stderr.pipe(process.stderr);
		createInterface({ input: this.#child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
			this.#waiting.shift()?.(line);
		});
		this.#child.on('exit', () => {
			for (const resolve of this.#waiting.splice(0)) resolve('{"error":"the reference is gone"}');
		});
	}

	/** One answer a request, in order. */
	async ask<Answer>(requests: readonly object[]): Promise<Answer[]> {
		const line = await new Promise<string>((resolve) => {
			this.#waiting.push(resolve);
			this.#child.stdin.write(`${JSON.stringify(requests)}\n`);
		});
		return JSON.parse(line) as Answer[];
	}

	close(): void {
		this.#child.stdin.end();
	}
}
