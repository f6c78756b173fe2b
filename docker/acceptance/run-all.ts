import type { Certificate } from './certificate.ts';
import { CRITERIA } from './criteria.ts';
import { docker } from './engine.ts';
import type { Arguments } from './parse-arguments.ts';
import type { Findings } from './run-acceptance.ts';
import { runVariant } from './run-variant.ts';
import { UsageError } from './usage-error.ts';
import { VARIANTS, type Variant } from './variants.ts';

/** What came of a variant: its findings, or why it was left out. */
export type VariantOutcome =
	| { readonly variant: Variant; readonly findings: Findings }
	| { readonly variant: Variant; readonly skipped: string };

/** Two are as many as two cores carry. */
const AT_A_TIME = 2;

export interface RunAllOptions {
	readonly say: (step: string) => void;
	readonly certificate: Certificate;
}

/** Runs the six in every variant, and tells the outcomes in the order of the table. */
export async function runAll(args: Arguments, { say, certificate }: RunAllOptions): Promise<VariantOutcome[]> {
	const variants = chooseVariants(args.only);
	const outcomes = new Map<Variant, VariantOutcome>();
	const queue = variants.values();
	const work = async () => {
		for (const variant of queue) outcomes.set(variant, await runOne(variant));
	};
	const runOne = async (variant: Variant): Promise<VariantOutcome> => {
		const image = variant.alpine === true ? args.alpineImage : args.image;
		if (variant.alpine === true && (await docker(['image', 'inspect', image])).status !== 0) {
			say(`${variant.name}: left out, there is no image ${image}`);
			return { variant, skipped: `there is no image ${image}` };
		}
		const tell = (step: string) => say(`${variant.name}: ${step}`);
		const trial = { image, criteria: CRITERIA, say: tell, certificate, options: args.options };
		const findings = await runVariant(variant, trial).catch((error: Error) => failedToRun(error, tell));
		return { variant, findings };
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, work));
	return variants.flatMap((variant) => outcomes.get(variant) ?? []);
}

/** A container that does not even start has failed in all six. */
function failedToRun(error: Error, say: (step: string) => void): Findings {
	say(`✗ ${error.message}`);
	return new Map(CRITERIA.map(({ name }) => [name, { figure: '', faults: [error.message] }]));
}

function chooseVariants(only: readonly string[]): readonly Variant[] {
	for (const name of only) {
		if (VARIANTS.some((variant) => variant.name === name)) continue;
		throw new UsageError(
			`there is no variant ${name}; there are ${VARIANTS.map((variant) => variant.name).join(', ')}`,
		);
	}
	return only.length === 0 ? VARIANTS : VARIANTS.filter(({ name }) => only.includes(name));
}
