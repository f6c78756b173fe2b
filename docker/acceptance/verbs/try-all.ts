import { Certificate } from '../certificate.ts';
import { CRITERIA } from '../criteria.ts';
import { needImage } from '../find-pod.ts';
import type { Arguments } from '../parse-arguments.ts';
import { runAll } from '../run-all.ts';
import { showOutcomes } from '../show-summary.ts';
import { build } from './build.ts';

/** Builds, and runs the six in every variant. */
export async function tryAll(args: Arguments, say: (step: string) => void): Promise<number> {
	if (args.build && (await build(args.image, [])) !== 0) return 1;
	await needImage(args.image);
	const certificate = await Certificate.create();
	try {
		const outcomes = await runAll(args, { say, certificate });
		console.log(`\n${showOutcomes(CRITERIA, outcomes)}`);
		const tried = outcomes.flatMap((outcome) => ('findings' in outcome ? [...outcome.findings.values()] : []));
		const failed = tried.filter(({ faults }) => faults.length > 0).length;
		const skipped = outcomes.filter((outcome) => 'skipped' in outcome).length;
		console.log(
			`\n${tried.length - failed} passed, ${failed} failed, ${skipped} of ${outcomes.length} variants left out`,
		);
		return failed === 0 ? 0 : 1;
	} finally {
		certificate.remove();
	}
}
