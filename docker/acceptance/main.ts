/** `scripts/core-pod`: builds, runs and examines the core pod in a real container. */
import { needEngine } from './find-pod.ts';
import { type Arguments, parseArguments, USAGE } from './parse-arguments.ts';
import { removeVariants } from './run-variant.ts';
import { UsageError } from './usage-error.ts';
import { build } from './verbs/build.ts';
import { showLogs } from './verbs/show-logs.ts';
import { start } from './verbs/start.ts';
import { status } from './verbs/status.ts';
import { stop } from './verbs/stop.ts';
import { tryAll } from './verbs/try-all.ts';
import { tryCriteria } from './verbs/try-criteria.ts';

for (const [signal, number] of [
	['SIGINT', 2],
	['SIGTERM', 15],
] as const) {
	process.once(signal, () => void removeVariants().finally(() => process.exit(128 + number)));
}
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
	if (words.length === 0 || words.includes('--help') || words.includes('-h')) {
		process.stdout.write(USAGE);
		return words.length === 0 ? 2 : 0;
	}
	const args = parseArguments(words);
	if (typeof args === 'string') {
		console.error(`core-pod: ${args} (scripts/core-pod --help lists what there is)`);
		return 2;
	}
	try {
		await needEngine();
		return await run(args);
	} catch (error) {
		// What is a matter of the machine, or of Docker, needs no stack.
		console.error(`core-pod: ${error instanceof Error ? error.message : error}`);
		return error instanceof UsageError ? 2 : 1;
	}
}

/** One line a step, with the seconds since the beginning. */
function say(step: string): void {
	console.log(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${step}`);
}

async function run(args: Arguments): Promise<number> {
	const { verb, image, options, container: name = 'core-pod' } = args;
	switch (verb) {
		case 'build':
			return build(image, options);
		case 'start':
			return start(name, image, options);
		case 'status':
			return status(name);
		case 'logs':
			return showLogs(name, options);
		case 'stop':
			return stop(name);
		case 'all':
			return tryAll(args, say);
		case 'acceptance':
		case 'test-startup':
		case 'test-restart':
		case 'test-shutdown':
		case 'test-logs':
		case 'test-health':
		case 'test-zombies':
			return tryCriteria(args, say);
	}
}
