import type { Criterion, Finding, Trial } from './criterion.ts';
import { UsageError } from './usage-error.ts';

/** Runs one; what it throws is a fault of its own. Throws a UsageError where the container cannot be tried at all. */
export async function tryCriterion({ run }: Criterion, trial: Trial): Promise<Finding> {
	try {
		return await run(trial);
	} catch (error) {
		if (error instanceof UsageError) throw error;
		const faults = [error instanceof Error ? error.message : String(error)];
		return { figure: '', faults };
	}
}
