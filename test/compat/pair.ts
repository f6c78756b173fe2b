import { existsSync } from 'node:fs';
import { Rival, type RivalExit, type RivalName, type RivalOptions } from './rival.ts';

/** Why there is nothing to compare with, or `false`: the value of tap's `skip`. */
export const NO_REFERENCE: string | false = existsSync('/usr/bin/supervisord')
	? false
	: 'supervisord 4.2.5 (the Debian package `supervisor`) is not installed';

export const NEEDS_ROOT: string | false =
	NO_REFERENCE || (process.getuid?.() === 0 ? false : 'needs root: programs become other users');

interface Teardown {
	teardown(callback: () => void | Promise<void>): void;
}

/** What both daemons gave for one question. */
export type Both<Value> = Readonly<Record<RivalName, Value>>;

export class Pair {
	readonly supervisord: Rival;
	readonly podvisord: Rival;

	constructor(t: Teardown, options: RivalOptions) {
		this.supervisord = new Rival('supervisord', options);
		this.podvisord = new Rival('podvisord', options);
		t.teardown(async () => {
			await Promise.all([this.supervisord.end(), this.podvisord.end()]);
		});
	}

	/** Does the same to both, at the same time. */
	async both<Value>(act: (rival: Rival) => Value | Promise<Value>): Promise<Both<Value>> {
		const [supervisord, podvisord] = await Promise.all([act(this.supervisord), act(this.podvisord)]);
		return { supervisord, podvisord };
	}

	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Both<RivalExit>> {
		return this.both((rival) => rival.stop(signal));
	}
}

/** Starts both daemons on the same configuration. */
export function startPair(t: Teardown, options: RivalOptions): Pair {
	return new Pair(t, options);
}
