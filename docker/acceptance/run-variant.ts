import type { Certificate } from './certificate.ts';
import { startContainer } from './container.ts';
import type { Criterion } from './criterion.ts';
import { docker } from './engine.ts';
import { type Findings, runAcceptance } from './run-acceptance.ts';
import type { Variant } from './variants.ts';

export interface VariantOptions {
	readonly image: string;
	readonly criteria: readonly Criterion[];
	readonly say: (step: string) => void;
	readonly certificate: Certificate | undefined;
	/** More of `docker run`. */
	readonly options: readonly string[];
}

/** Starts a container in this way, tries the criteria on it, and removes it. */
export async function runVariant(variant: Variant, trial: VariantOptions): Promise<Findings> {
	const { image, criteria, say, certificate, options } = trial;
	const { tls = false } = variant;
	const mount = tls && certificate !== undefined ? certificate.options : [];
	const startedMs = performance.now();
	const container = await startContainer({
		image,
		options: ['--label', LABEL, ...variant.options, ...mount, ...options],
	});
	try {
		return await runAcceptance(container, { criteria, say, startedMs, tls });
	} finally {
		await container.remove();
	}
}

/** By which this process finds its containers. */
const LABEL = `podvisor.acceptance=${process.pid}`;

/** Removes the containers of all variants that run: for an end that nobody waits for (SIGINT). */
export async function removeVariants(): Promise<void> {
	const { stdout } = await docker(['ps', '--all', '--quiet', '--filter', `label=${LABEL}`]);
	const ids = stdout.split('\n').filter((id) => id !== '');
	if (ids.length > 0) await docker(['rm', '--volumes', '--force', ...ids]);
}
