// The bench: `npm run bench`; bench/README.md tells more.
import { choose, parseArguments, USAGE } from './parse-arguments.ts';
import type { Peer } from './peer.ts';
import { compareResults } from './report/compare-results.ts';
import { formatValue } from './report/format-value.ts';
import { keepResults, keptResults } from './report/kept-results.ts';
import type { Results } from './report/results.ts';
import { table } from './report/table.ts';
import { updateDocuments } from './report/update-documents.ts';
import { cacheFolder } from './runner/cache-folder.ts';
import { removeLeftFolders } from './runner/fresh-folder.ts';
import { loadMeasure, loadPeer, namesIn } from './runner/load-peer.ts';
import { runMeasure } from './runner/run-measure.ts';

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
	removeLeftFolders();
	removeLeftFolders(cacheFolder('disk'));
	const chosen = await Promise.all(choose(options.only, namesIn('measures'), 'measure').map(loadMeasure));
	const wanted = new Set(chosen.flatMap((measure) => measure.peers));
	const among = choose(options.peers, namesIn('peers'), 'peer').filter((name) => wanted.has(name));
	const usable = await install(await Promise.all(among.map(loadPeer)));
	const done: Results[] = [];
	for (const measure of chosen) {
		const taking = measure.peers.flatMap((name) => usable.get(name) ?? []);
		if (taking.length === 0) continue;
		const rounds = options.quick ? 1 : (options.rounds ?? measure.rounds);
		const results = await runMeasure(measure, taking, { rounds, quick: options.quick, tell: console.log });
		console.log(`\n${table(results)}`);
		// A part of the peers or a quick look would take the place of more than it knows.
		if (!options.quick && !options.compare && options.peers === undefined) keepResults(results);
		done.push(results);
	}
	if (options.compare) return compare(done);
	for (const results of done) print(`${table(results)}\n`);
	if (!options.quick && options.peers === undefined) updateDocuments();
	return 0;
}

async function install(peers: readonly Peer[]): Promise<Map<string, Peer>> {
	const usable = new Map<string, Peer>();
	for (const peer of peers) {
		try {
			await peer.install();
			usable.set(peer.name, peer);
		} catch (error) {
			console.log(`without ${peer.name}: ${(error as Error).message}`);
		}
	}
	return usable;
}

function report(): number {
	for (const results of keptResults().values()) {
		keepResults(results);
		print(`${table(results)}\n`);
	}
	updateDocuments();
	return 0;
}

function compare(done: readonly Results[]): number {
	const kept = keptResults();
	let worse = 0;
	for (const now of done) {
		const before = kept.get(now.measure);
		if (before === undefined) {
			console.log(`${now.measure}: no results are kept to compare with`);
			continue;
		}
		console.log(`${now.measure}, Podvisor's ratios, before (${before.date.slice(0, 10)}) and now:`);
		for (const change of compareResults(before, now)) {
			const values = `${formatValue(change.before)} → ${formatValue(change.now)}`;
			console.log(`  ${change.worse ? 'WORSE' : 'ok   '} ${change.text}: ${values}`);
			if (change.worse) worse++;
		}
	}
	return worse === 0 ? 0 : 1;
}

function print(text: string): number {
	process.stdout.write(text);
	return 0;
}
