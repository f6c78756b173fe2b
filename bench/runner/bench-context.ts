import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../measure.ts';
import type { BenchPod, Peer, RunningPeer } from '../peer.ts';
import { cacheFolder } from './cache-folder.ts';
import { freshFolder } from './fresh-folder.ts';
import { nativeProgram } from './native-program.ts';
import { Stamps } from './stamps.ts';

/** Owns what is started of one peer in one round. */
export class BenchContext implements Context {
	readonly quick: boolean;
	readonly #directories: string[] = [];
	readonly #stamps: Stamps[] = [];
	readonly #running = new Set<RunningPeer>();
	#isClosed = false;

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
		this.#running.add(running);
		// Whoever was given up as late may get here nevertheless.
		if (this.#isClosed) await this.close();
		return running;
	}

	async finish(pod: RunningPeer): Promise<void> {
		await pod.destroy();
		this.#running.delete(pod);
		rmSync(pod.directory, { recursive: true, force: true });
	}

	/** Ends and removes all of it. */
	async close(): Promise<void> {
		this.#isClosed = true;
		for (const running of this.#running) await running.destroy();
		for (const stamps of this.#stamps.splice(0)) stamps.close();
		for (const directory of this.#directories) rmSync(directory, { recursive: true, force: true });
	}
}
