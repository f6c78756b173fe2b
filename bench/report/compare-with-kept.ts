import { type Change, compareResults } from './compare-results.ts';
import { formatValue } from './format-value.ts';
import type { KeptRuns } from './kept-results.ts';
import type { Results } from './results.ts';

/**
 * Prints how Podvisor's ratios changed since the newest kept run, and gives whether it became worse. What seems worse is
 * measured once more, and is worse only where that says so as well.
 * @param again measures the named measure once more; undefined where that failed
 */
export async function compareWithKept(
	done: readonly Results[],
	kept: ReadonlyMap<string, KeptRuns>,
	again: (measure: string) => Promise<Results | undefined>,
): Promise<boolean> {
	const worse: string[] = [];
	for (const now of done) {
		const before = kept.get(now.measure)?.newest;
		if (before === undefined) {
			console.log(`${now.measure}: no results are kept to compare with`);
			continue;
		}
		const changes = compareResults(before, now);
		console.log(`${now.measure}, Podvisor's ratios, before (${before.date.slice(0, 10)}) and now:`);
		for (const change of changes) console.log(lineOf(change));
		const suspects = changes.filter(isWorse).map(({ text }) => text);
		if (suspects.length === 0) continue;
		const second = await again(now.measure);
		if (second === undefined) continue;
		console.log(`${now.measure}, once more:`);
		for (const change of compareResults(before, second).filter(({ text }) => suspects.includes(text))) {
			console.log(lineOf(change));
			if (isWorse(change)) worse.push(`${now.measure}: ${change.text}`);
		}
	}
	console.log(worse.length === 0 ? 'Podvisor is not worse.' : `Podvisor is WORSE:\n  ${worse.join('\n  ')}`);
	return worse.length > 0;
}

function isWorse({ verdict }: Change): boolean {
	return verdict === 'worse';
}

function lineOf({ text, before, now, factor, verdict }: Change): string {
	const times = verdict === 'same' ? '' : `, ${formatValue(factor)} × as good`;
	const word = verdict === 'worse' ? 'WORSE ' : verdict.padEnd(6);
	return `  ${word} ${text}: ${formatValue(before)} → ${formatValue(now)}${times}`;
}
