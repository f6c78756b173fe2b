import type { Criterion } from './criterion.ts';
import type { Findings } from './run-acceptance.ts';
import type { VariantOutcome } from './run-all.ts';
import { summaryTable } from './summary-table.ts';

/** Criterion, result, limit and figure; what does not hold below it. */
export function showFindings(criteria: readonly Criterion[], findings: Findings): string {
	const inOrder = criteria.toSorted((a, b) => a.title.localeCompare(b.title));
	const rows = inOrder.map(({ name, title, limit }) => {
		const finding = findings.get(name);
		if (finding === undefined) return [title, 'not tried', limit, ''];
		return [title, finding.faults.length === 0 ? 'holds' : 'FAILS', limit, finding.figure];
	});
	const faults = [...findings].flatMap(([name, finding]) => finding.faults.map((fault) => `${name}: ${fault}`));
	return [summaryTable([['criterion', 'result', 'limit', 'figure'], ...rows]), ...faults].join('\n');
}

/** Variant × criterion, with the figures' first words; what does not hold, and what was left out, below it. */
export function showOutcomes(criteria: readonly Criterion[], outcomes: readonly VariantOutcome[]): string {
	const inOrder = criteria.toSorted((a, b) => a.title.localeCompare(b.title));
	const notes: string[] = [];
	const rows = outcomes.map((outcome) => {
		const { name } = outcome.variant;
		if ('skipped' in outcome) {
			notes.push(`${name}: left out, ${outcome.skipped}`);
			return [name, ...inOrder.map(() => '–')];
		}
		return [name, ...inOrder.map((criterion) => showCell(outcome.findings, { criterion, variant: name, notes }))];
	});
	return [summaryTable([['variant', ...inOrder.map(({ name }) => name)], ...rows]), ...notes].join('\n');
}

interface CellOptions {
	readonly criterion: Criterion;
	readonly variant: string;
	readonly notes: string[];
}

function showCell(findings: Findings, { criterion, variant, notes }: CellOptions): string {
	const finding = findings.get(criterion.name);
	if (finding === undefined) return 'not tried';
	for (const fault of finding.faults) notes.push(`${variant}: ${criterion.name}: ${fault}`);
	return finding.faults.length === 0 ? `✓ ${finding.brief ?? ''}`.trim() : '✗';
}
