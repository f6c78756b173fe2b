import { readdirSync } from 'node:fs';
import type { Measure } from '../measure.ts';
import type { Peer } from '../peer.ts';

/** What bench/peers/NAME.ts exports as `peer`. */
export async function loadPeer(name: string): Promise<Peer> {
	const { peer } = (await load('peers', name)) as { peer: Peer };
	return peer;
}

/** What bench/measures/NAME.ts exports as `measure`. */
export async function loadMeasure(name: string): Promise<Measure> {
	const { measure } = (await load('measures', name)) as { measure: Measure };
	return measure;
}

/** The names of all peers, or of all measures. */
export function namesIn(folder: 'peers' | 'measures'): string[] {
	const files = readdirSync(new URL(`../${folder}/`, import.meta.url));
	return files
		.filter((file) => file.endsWith('.ts'))
		.map((file) => file.slice(0, -'.ts'.length))
		.sort();
}

async function load(folder: string, name: string): Promise<unknown> {
	return import(new URL(`../${folder}/${name}.ts`, import.meta.url).href);
}
