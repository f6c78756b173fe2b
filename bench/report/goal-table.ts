import { formatValue } from './format-value.ts';
import { judgeGoal, type Verdict } from './judge-goal.ts';
import type { KeptRuns } from './kept-results.ts';

/** Each goal with what both kept runs found, in Markdown; it is met only where every run says so. */
export function goalTable(kept: readonly KeptRuns[]): string {
	const rows = kept.flatMap(({ newest, before }) =>
		newest.goals.map((goal) => {
			// The goals are those of today.
			const older = before === undefined ? undefined : judgeGoal(before, goal);
			const now = judgeGoal(newest, goal);
			return `| ${newest.title} | ${now.text} | ${cell(older)} | ${cell(now)} | ${word([older, now])} |\n`;
		}),
	);
	return `| measure | goal | first run | second run | met |\n| --- | --- | ---: | ---: | --- |\n${rows.join('')}`;
}

function cell(verdict: Verdict | undefined): string {
	return verdict?.ratio === undefined ? '–' : formatValue(verdict.ratio);
}

function word(verdicts: readonly (Verdict | undefined)[]): string {
	const judged = verdicts.map((verdict) => verdict?.met).filter((met) => met !== undefined);
	if (judged.length === 0) return '–';
	if (judged.every((met) => met)) return 'yes';
	return judged.some((met) => met) ? '**once**' : '**no**';
}
