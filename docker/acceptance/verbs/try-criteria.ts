import { CorePod } from '../core-pod.ts';
import { CRITERIA } from '../criteria.ts';
import type { Criterion } from '../criterion.ts';
import { findRunning, needImage } from '../find-pod.ts';
import type { Arguments } from '../parse-arguments.ts';
import { type Findings, runAcceptance } from '../run-acceptance.ts';
import { runVariant } from '../run-variant.ts';
import { showFindings } from '../show-summary.ts';

/** `acceptance`, or one of `test-…`: on a container of its own, or on the one that was named. */
export async function tryCriteria(args: Arguments, say: (step: string) => void): Promise<number> {
	const criteria = CRITERIA.filter(({ name }) => args.verb === 'acceptance' || args.verb === `test-${name}`);
	const { container: named } = args;
	const findings =
		named === undefined ? await tryOwn(args, criteria, say) : await tryNamed(named, { args, criteria, say });
	console.log(`\n${showFindings(criteria, findings)}`);
	return [...findings.values()].every(({ faults }) => faults.length === 0) ? 0 : 1;
}

async function tryOwn(args: Arguments, criteria: readonly Criterion[], say: (step: string) => void): Promise<Findings> {
	await needImage(args.image);
	const variant = { name: 'own', options: args.options };
	say(`starting a container of ${args.image}`);
	return runVariant(variant, { image: args.image, criteria, say, certificate: undefined, options: [] });
}

interface NamedOptions {
	readonly args: Arguments;
	readonly criteria: readonly Criterion[];
	readonly say: (step: string) => void;
}

async function tryNamed(name: string, { args, criteria, say }: NamedOptions): Promise<Findings> {
	const container = await findRunning(name);
	// Before anything is done to it.
	await new CorePod(container).programs();
	const mayStop = args.mayStop || args.verb === 'test-shutdown';
	const allowed = criteria.filter(({ name }) => name !== 'shutdown' || mayStop);
	if (allowed.length < criteria.length)
		say(`shutdown is not tried on ${name}, which was there before; allow it with --stop`);
	else if (mayStop) say(`${name} will be stopped, and not removed; docker start ${name} brings it back`);
	return runAcceptance(container, { criteria: allowed, say });
}
