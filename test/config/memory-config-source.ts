import { checkConfig } from '../../src/config/check-config.ts';
import type { Config } from '../../src/config/config.ts';
import type { ConfigSource } from '../../src/config/config-source.ts';
import type { Flags } from '../../src/config/flags.ts';
import { NO_FLAGS } from '../../src/config/flags.ts';
import { formatProblem } from '../../src/config/format-problem.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { LoadResult } from '../../src/config/load-result.ts';

/** A machine of a few files in `/etc`, the users root (0), www-data (33) and ann (1000), and the groups of the same names. */
export function memoryConfigSource(
	files: Readonly<Record<string, string | Uint8Array>>,
	replaced: Partial<ConfigSource> = {},
): ConfigSource {
	const directories = new Set(['/', '/etc', '/tmp', '/var/log', '/run', '/home/ann', '/home', '/dev', '/dev/fd']);
	for (const path of Object.keys(files)) directories.add(path.slice(0, path.lastIndexOf('/')));
	const accounts = [
		{ name: 'root', uid: 0, gid: 0, home: '/root' },
		{ name: 'www-data', uid: 33, gid: 33, home: '/var/www' },
		{ name: 'ann', uid: 1000, gid: 1000, home: '/home/ann' },
	];
	const at = (path: string): string => (path.startsWith('/') ? path : `/etc/${path}`);
	return {
		environment: { HOME: '/home/ann' },
		hostNodeName: 'box',
		workingDirectory: '/etc',
		temporaryDirectory: '/tmp',
		uid: 0,
		readFile(path) {
			const content = Object.hasOwn(files, at(path)) ? files[at(path)] : undefined;
			if (content === undefined) return { ok: false, reason: 'there is no such file' };
			return { ok: true, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content };
		},
		exists: (path) => Object.hasOwn(files, at(path)) || directories.has(at(path)),
		isDirectory: (path) => directories.has(at(path).replace(/(.)\/+$/, '$1')),
		isExecutable: (path) => Object.hasOwn(files, at(path)),
		listDirectory(path) {
			const start = `${at(path).replace(/\/+$/, '')}/`;
			const below = [...Object.keys(files), ...directories].filter((name) => name.startsWith(start) && name !== start);
			return [...new Set(below.map((name) => name.slice(start.length).split('/')[0] ?? ''))];
		},
		findAccount: (who) => accounts.find(({ name, uid }) => who === name || who === uid),
		findGroup: (who) => accounts.find(({ name, gid }) => who === name || who === gid)?.gid,
		...replaced,
	};
}

interface Details {
	readonly flags?: Partial<Flags>;
	readonly files?: Readonly<Record<string, string | Uint8Array>>;
	readonly source?: Partial<ConfigSource>;
}

/** Loads a text as `/etc/pod.conf`. */
export function loadText(text: string | Uint8Array, { flags, files, source }: Details = {}): LoadResult {
	return loadConfig(
		'/etc/pod.conf',
		{ ...NO_FLAGS, ...flags },
		memoryConfigSource({ '/etc/pod.conf': text, ...files }, source),
	);
}

/** The Config of a text that is good. */
export function configOf(text: string, details?: Details): Config {
	const loaded = loadText(text, details);
	if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
	return loaded.config;
}

/** What is wrong with a text, as it is told, without the directory. */
export function problemsOf(text: string | Uint8Array, details?: Details): string[] {
	const loaded = loadText(text, details);
	return loaded.ok ? [] : loaded.problems.map((problem) => formatProblem(problem).replaceAll('/etc/', ''));
}

/** supervisord's warnings about a text. */
export function warningsOf(text: string, details?: Details): string[] {
	return configOf(text, details).warnings.map((problem) => formatProblem(problem).replaceAll('/etc/', ''));
}

/** What `--check` says, but for what it says of nearly every sample: its programs are not here, and need 10 s to stop. */
export function adviceOn(text: string, details?: Details): string[] {
	return wholeAdviceOn(text, details).filter((line) => !/cannot start here|shutdown_timeout: is not set/.test(line));
}

/** All that `--check` says beside errors and warnings. */
export function wholeAdviceOn(text: string, details?: Details): string[] {
	const source = memoryConfigSource({ '/etc/pod.conf': text, ...details?.files }, details?.source);
	return checkConfig(loadText(text, details), source).map((problem) => formatProblem(problem).replaceAll('/etc/', ''));
}
