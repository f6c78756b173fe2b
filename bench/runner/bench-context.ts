import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../measure.ts';
import type { BenchPod, Peer, RunningPeer } from '../peer.ts';
import { cacheFolder } from './cache-folder.ts';
import { freshFolder } from './fresh-folder.ts';
import { nativeProgram } from './native-program.ts';
import { Stamps } from './stamps.ts';

/** Owns what one sample starts. */
export class BenchContext implements Context {
	readonly quick: boolean;
	readonly #directories: string[] = [];
	readonly #stamps: Stamps[] = [];
	readonly #running: RunningPeer[] = [];

	constructor(quick: boolean) {
		this.quick = quick;
	}

	directory(place: 'tmpfs' | 'disk' = 'tmpfs'): string {
		const directory = place === 'disk' ? freshFolder(cacheFolder('disk')) : freshFolder();
		this.#directories.push(directory);
		return directory;
	}

	native(name: string): string {
		return nativeProgram(name);
	}

	stamps(): Stamps {
		const stamps = new Stamps(join(this.directory(), 'stamps'));
		this.#stamps.push(stamps);
		return stamps;
	}

	async start(peer: Peer, pod: Omit<BenchPod, 'directory'>, place?: 'tmpfs' | 'disk'): Promise<RunningPeer> {
		const running = await peer.start({ ...pod, directory: this.directory(place) });
		this.#running.push(running);
		return running;
	}

	/** Ends and removes all of it. */
	async close(): Promise<void> {
		for (const running of this.#running) await running.destroy();
		for (const stamps of this.#stamps) stamps.close();
		for (const directory of this.#directories) rmSync(directory, { recursive: true, force: true });
	}
}
