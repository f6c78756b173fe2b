import { readdirSync } from 'node:fs';
import type { Measure } from '../measure.ts';
import type { Peer } from '../peer.ts';

/** Every bench/peers/*.ts exports `peer`, by its name. */
export async function loadPeers(): Promise<Map<string, Peer>> {
	const loaded = await loadFolder<{ peer: Peer }>('peers');
	return new Map(loaded.map(({ peer }) => [peer.name, peer]));
}

/** Every bench/measures/*.ts exports `measure`, by its name. */
export async function loadMeasures(): Promise<Map<string, Measure>> {
	const loaded = await loadFolder<{ measure: Measure }>('measures');
	return new Map(loaded.map(({ measure }) => [measure.name, measure]));
}

async function loadFolder<Module>(name: string): Promise<Module[]> {
	const folder = new URL(`../${name}/`, import.meta.url);
	const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
	return Promise.all(files.sort().map((file) => import(new URL(file, folder).href) as Promise<Module>));
}
