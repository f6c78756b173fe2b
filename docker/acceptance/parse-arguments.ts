import { didYouMean } from '../../src/foundation/did-you-mean.ts';

/** Each verb, and what it does, as the usage says it. */
export const VERBS = {
	build: 'builds the image (what follows -- is for docker build)',
	start: 'starts a container, and waits until its services are ready (what follows -- is for docker run)',
	status: 'its services, its health, and what Docker says of it',
	logs: 'what it printed (what follows -- is for docker logs: --follow, --tail 20)',
	stop: 'stops it, and tells how it ended; removes it if `start` made it',
	'test-startup': 'criterion 1: the three services start in order, and are managed',
	'test-restart': 'criterion 2: a crash is repaired, and touches nobody else',
	'test-shutdown': 'criterion 3: SIGTERM stops it in order; requests in flight finish',
	'test-logs': 'criterion 4: the logs of all are readable in one place',
	'test-health': 'criterion 5: the health check answers in time, and tells the truth',
	'test-zombies': 'criterion 6: no zombie is left',
	acceptance: 'the six of them on one container',
	all: 'builds, and runs the six in every variant: --user, --read-only, --init …',
} as const;

export type Verb = keyof typeof VERBS;

export interface Arguments {
	readonly verb: Verb;
	/** Of `--container`: one that runs already. */
	readonly container: string | undefined;
	readonly image: string;
	/** For the variant on musl. */
	readonly alpineImage: string;
	/** A container of somebody else may be stopped by the third criterion. */
	readonly mayStop: boolean;
	/** `all` takes the images as they are. */
	readonly build: boolean;
	/** Of `all`: only the variants of these names. */
	readonly only: readonly string[];
	/** What follows `--`. */
	readonly options: readonly string[];
}

export const USAGE: string = `core-pod: builds, runs and examines the core pod in a real container

Usage: scripts/core-pod VERB [options] [-- options for docker]

${Object.entries(VERBS)
	.map(([verb, text]) => `  ${verb.padEnd(15)}${text}`)
	.join('\n')}

  --container NAME     a container that runs already, instead of one that is made for it; it is never removed
                       (start, status, logs, stop: the name, core-pod where none is said)
  --image IMAGE        core-pod
  --alpine-image IMAGE of all, for the variant on musl: core-pod:alpine; left out where there is none
  --no-build           of all: the images as they are
  --only NAME          of all: this variant; may be said several times
  --stop               acceptance on a container of --container: stop it at the end, for criterion 3

Exit status: 0 everything holds, 1 something does not, 2 it could not be tried.
`;

const VALUES = ['--container', '--image', '--alpine-image', '--only'] as const;
const FLAGS = ['--stop', '--no-build'] as const;

/** Reads the command line. A text is what is wrong with it. */
export function parseArguments(words: readonly string[]): Arguments | string {
	const end = words.indexOf('--');
	const options = end < 0 ? [] : words.slice(end + 1);
	const values = new Map<string, string[]>();
	const verbs: string[] = [];
	const own = (end < 0 ? words : words.slice(0, end)).values();
	for (const word of own) {
		const [name = '', inline] = word.startsWith('--') ? splitOption(word) : [undefined];
		if (name === '') verbs.push(word);
		else if (FLAGS.some((flag) => flag === name)) {
			if (inline !== undefined) return `${name} takes no value`;
			values.set(name, []);
		} else if (VALUES.some((option) => option === name)) {
			const value = inline ?? own.next().value;
			if (value === undefined || value === '') return `${name} needs a value`;
			values.set(name, [...(values.get(name) ?? []), value]);
		} else return `unknown option ${name}${meant(name, [...VALUES, ...FLAGS])}`;
	}
	const [verb, extra] = verbs;
	if (verb === undefined) return 'say what is to be done';
	if (!Object.hasOwn(VERBS, verb)) return `unknown verb ${verb}${meant(verb, Object.keys(VERBS))}`;
	if (extra !== undefined) return `one verb at a time: ${verb}, then ${extra}`;
	return {
		verb: verb as Verb,
		container: values.get('--container')?.at(-1),
		image: values.get('--image')?.at(-1) ?? 'core-pod',
		alpineImage: values.get('--alpine-image')?.at(-1) ?? 'core-pod:alpine',
		mayStop: values.has('--stop'),
		build: !values.has('--no-build'),
		only: values.get('--only') ?? [],
		options,
	};
}

function splitOption(word: string): [string, string | undefined] {
	const at = word.indexOf('=');
	return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function meant(word: string, candidates: readonly string[]): string {
	const near = didYouMean(word, candidates);
	return near === undefined ? '' : `; did you mean ${near}?`;
}
