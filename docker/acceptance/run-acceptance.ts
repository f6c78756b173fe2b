import type { Container } from './container.ts';
import { CorePod } from './core-pod.ts';
import type { Criterion, Finding, Trial } from './criterion.ts';
import { tryCriterion } from './try-criterion.ts';

export interface AcceptanceOptions {
	readonly criteria: readonly Criterion[];
	/** One line of progress. */
	readonly say: (step: string) => void;
	/** performance.now() before `docker run`, where the container was made for this. */
	readonly startedMs?: number;
	readonly tls?: boolean;
}

/** What came of each criterion, by its name. */
export type Findings = ReadonlyMap<string, Finding>;

/** Tries the criteria on one container, one after the other; its end is the third's, or the caller's. */
export async function runAcceptance(container: Container, options: AcceptanceOptions): Promise<Findings> {
	const { criteria, say, startedMs, tls = false } = options;
	const pod = new CorePod(container, { tls });
	const isOwn = startedMs !== undefined;
	// podctl finds nobody before.
	if (isOwn) await pod.untilSaid(/^podvisord started with pid/);
	const findings = new Map<string, Finding>();
	for (const criterion of criteria) {
		const trial: Trial = {
			pod,
			isOwn,
			say: (step) => say(`${criterion.name}: ${step}`),
			...(isOwn ? { started: { atMs: startedMs } } : {}),
		};
		// One that has ended is told once, by the criterion in which it did.
		if (!(await container.inspect()).State.Running) {
			findings.set(criterion.name, { figure: '', faults: ['the container has ended before'] });
			continue;
		}
		const finding = await tryCriterion(criterion, trial);
		findings.set(criterion.name, finding);
		for (const fault of finding.faults) say(`${criterion.name}: ✗ ${fault}`);
		if (finding.figure !== '') say(`${criterion.name}: ${finding.faults.length === 0 ? '✓ ' : ''}${finding.figure}`);
	}
	return findings;
}
