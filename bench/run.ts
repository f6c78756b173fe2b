// The bench: `npm run bench`; bench/README.md tells more.
import type { Measure } from './measure.ts';
import { type BenchArguments, choose, parseArguments, USAGE } from './parse-arguments.ts';
import type { Peer } from './peer.ts';
import { compareWithKept } from './report/compare-with-kept.ts';
import { drawResults, keepResults, keptResults } from './report/kept-results.ts';
import { missedGoals } from './report/missed-goals.ts';
import type { Results } from './report/results.ts';
import { table } from './report/table.ts';
import { updateDocuments } from './report/update-documents.ts';
import { cacheFolder } from './runner/cache-folder.ts';
import { removeFoldersAtEnd, removeLeftFolders, TMPFS } from './runner/fresh-folder.ts';
import { loadMeasure, loadPeer, namesIn } from './runner/load-peer.ts';
import { runMeasure } from './runner/run-measure.ts';

const began: number = performance.now();

try {
	process.exitCode = await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 2;
}

async function main(): Promise<number> {
	const options = parseArguments(process.argv.slice(2));
	if (options.help) return print(USAGE);
	if (options.report) return report();
	const folders = [TMPFS, cacheFolder('disk')];
	for (const folder of folders) removeLeftFolders(folder);
	removeFoldersAtEnd(folders);
	const measures = await Promise.all(choose(options.only, namesIn('measures'), 'measure').map(loadMeasure));
	const wanted = new Set(measures.flatMap((measure) => measure.peers));
	const among = choose(options.peers, namesIn('peers'), 'peer').filter((name) => wanted.has(name));
	const failures: string[] = [];
	const peers = await install(await Promise.all(among.map(loadPeer)), failures);
	const done: Results[] = [];
	// A part of the peers or a quick look would take the place of more than it knows.
	const isKept = !options.quick && !options.compare && options.peers === undefined;
	for (const [index, measure] of measures.entries()) {
		tell(`${index + 1} of ${measures.length} measures: ${measure.title}`);
		const results = await measured(measure, peers, options, failures);
		if (results === undefined) continue;
		console.log(`\n${table(results)}`);
		if (isKept) keepResults(results);
		done.push(results);
	}
	let isWorse = false;
	if (options.compare) {
		const again = (name: string) => measured(named(measures, name), peers, options, failures);
		isWorse = await compareWithKept(done, keptResults(), again);
	} else {
		for (const results of done) print(`${table(results)}\n`);
		print(`${missedGoals(done)}\n`);
	}
	if (isKept) updateDocuments();
	tell(failures.length === 0 ? 'done' : `done, but\n  ${failures.join('\n  ')}`);
	return isWorse || failures.length > 0 ? 1 : 0;
}

/** What fails is told, and the other measures go on. */
async function measured(
	measure: Measure,
	peers: ReadonlyMap<string, Peer>,
	options: BenchArguments,
	failures: string[],
): Promise<Results | undefined> {
	const taking = measure.peers.flatMap((name) => peers.get(name) ?? []);
	if (taking.length === 0) return undefined;
	const rounds = options.quick ? 1 : (options.rounds ?? measure.rounds);
	try {
		const results = await runMeasure(measure, taking, { rounds, quick: options.quick, tell });
		for (const [name, why] of Object.entries(results.failures)) failures.push(`${measure.name}, ${name}: ${why}`);
		return results;
	} catch (error) {
		tell(`${measure.name} FAILED: ${(error as Error).stack}`);
		failures.push(`${measure.name}: ${(error as Error).message}`);
		return undefined;
	}
}

async function install(peers: readonly Peer[], failures: string[]): Promise<Map<string, Peer>> {
	const usable = new Map<string, Peer>();
	for (const peer of peers) {
		try {
			await peer.install();
			usable.set(peer.name, peer);
		} catch (error) {
			tell(`without ${peer.name}: ${(error as Error).message}`);
			failures.push(`without ${peer.name}: ${(error as Error).message}`);
		}
	}
	return usable;
}

function report(): number {
	for (const { newest } of keptResults().values()) {
		drawResults(newest);
		print(`${table(newest)}\n`);
	}
	updateDocuments();
	return 0;
}

function named(measures: readonly Measure[], name: string): Measure {
	const found = measures.find((measure) => measure.name === name);
	if (found === undefined) throw new Error(`there is no measure '${name}'`);
	return found;
}

/** A line, with the minutes and seconds since the beginning. */
function tell(line: string): void {
	const seconds = Math.floor((performance.now() - began) / 1000);
	console.log(`[${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}] ${line}`);
}

function print(text: string): number {
	process.stdout.write(text);
	return 0;
}
