import { checkReport } from '../config/check-report.ts';
import type { DaemonConfig } from '../config/config.ts';
import type { ConfigSource } from '../config/config-source.ts';
import { findConfigFile } from '../config/find-config-file.ts';
import type { Flags } from '../config/flags.ts';
import { formatProblem } from '../config/format-problem.ts';
import { loadConfig } from '../config/load-config.ts';
import type { LoadResult } from '../config/load-result.ts';
import { absolutePath } from '../config/python/posix-path.ts';
import { Daemon } from '../daemon/daemon.ts';
import { parseFlags } from '../daemon/parse-flags.ts';
import { prepareDaemon, type Remark } from '../daemon/prepare-daemon.ts';
import type { SignalInbox } from '../daemon/signal-inbox.ts';
import { originalNofile } from '../daemon/start-line.ts';
import { PodvisorError } from '../foundation/podvisor-error.ts';
import { stackOf } from '../foundation/stack-of.ts';
import { createControlServers } from '../interfaces/create-control-servers.ts';
import { createAccounts } from '../platform/accounts.ts';
import { chooseSystem } from '../platform/choose-system.ts';
import { createConfigSource } from '../platform/config-source.ts';
import { chooseEngine, type Engine } from '../platform/engine.ts';
import { createNodeFiles } from '../platform/node-files.ts';
import { optimiseCode } from '../platform/optimise-code.ts';
import { addonIfLoaded, ownAddon } from '../platform/own-addon.ts';
import { detachedStarter, type Starter, startDetached } from '../platform/start-detached.ts';
import { tuneV8 } from '../platform/tune-v8.ts';
import { newerNodeNeeded } from './newer-node-needed.ts';
import { VERSION } from './version.ts';

/** Exit statuses of supervisord: 0 after a shutdown, 2 where it did not even start. */
const EXIT_REFUSED = 2;

/** Some 60 programs. The core pod has 1.5 KB a program, most of it comments. */
const LARGE_CONFIG_BYTES = 16 * 1024;

const starter = detachedStarter();

/** All that podvisord does, from its command line on. */
export function runPodvisord(signals: SignalInbox): void {
	main(signals).catch((error: unknown) => {
		if (error instanceof PodvisorError)
			refuse(error.hint === undefined ? error.message : `${error.message}; ${error.hint}`);
		refuse(`podvisord cannot start: ${stackOf(error)}`);
	});
}

async function main(signals: SignalInbox): Promise<void> {
	refuseOldNode();
	const parsed = parseFlags(process.argv.slice(2), VERSION);
	if (parsed.type === 'error') refuse(parsed.message);
	if (parsed.type === 'print') {
		print(process.stdout, parsed.text.trimEnd());
		return;
	}

	const { flags } = parsed;
	const files = createNodeFiles();
	const accounts = createAccounts(files);
	const isTuned = process.env['PODVISOR_V8_TUNING'] !== 'off';
	const engine = chooseEngine(addonIfLoaded);
	const source = isTuned ? tunedForMuch(createConfigSource(accounts), engine) : createConfigSource(accounts);
	const file = configFile(flags, source);
	const load = (): LoadResult => loadConfig(file, flags, source);

	const loaded = load();
	if (flags.check) {
		check(file, loaded, source);
		return;
	}
	if (!loaded.ok) refuse(...loaded.problems.map(formatProblem));
	if (goesToBackground(loaded.config.daemon, starter)) {
		startDetached({ PODVISOR_NOFILE: String(originalNofile ?? '') }, (failure) => {
			if (failure !== undefined) refuse(failure || 'podvisord ended before it was up, and did not say why');
		});
		return;
	}
	const remarks = [
		...(flags.configuration === undefined ? [foundFile(file, source)] : []),
		...prepareDaemon(loaded.config.daemon, { files, accounts, isDetached: starter !== undefined }),
	];
	const { system, notice, exit } = await chooseSystem({ files, loaded: ownAddon });
	const daemon = new Daemon({
		config: loaded.config,
		system,
		accounts,
		reload: load,
		signals,
		servers: createControlServers({ system, ...(isTuned ? { onPace: (isFast) => optimiseCode(engine, isFast) } : {}) }),
		version: VERSION,
		remarks: notice === undefined ? remarks : [...remarks, { level: 'warn', message: notice }],
		onExit: exit,
		onSettled: isTuned ? () => engine.giveBackMemory() : () => {},
	});
	daemon.start();
	starter?.tellUp();
	if (isTuned) setImmediate(tuneV8, engine);
}

/**
 * V8 is tuned before a large configuration is read, whose loops it would optimise: the compilers would stay in memory,
 * 10 MB with a thousand programs.
 */
function tunedForMuch(source: ConfigSource, engine: Engine): ConfigSource {
	let bytes = 0;
	return {
		...source,
		readFile: (path) => {
			const content = source.readFile(path);
			if (content.ok) bytes += content.bytes.length;
			if (bytes > LARGE_CONFIG_BYTES) tuneV8(engine);
			return content;
		},
	};
}

/** As supervisord does without nodaemon; a PID 1 that left the foreground would end its container. */
function goesToBackground({ nodaemon }: DaemonConfig, starter: Starter | undefined): boolean {
	return !nodaemon && starter === undefined && process.pid !== 1;
}

function configFile({ configuration }: Flags, source: ConfigSource): string {
	if (configuration !== undefined) return configuration;
	const found = findConfigFile(process.argv[1] ?? '', source);
	return found.ok ? found.file : refuse(formatProblem(found.problem));
}

/** Which of several files it is, the log must tell: a container that runs the wrong one looks well. */
function foundFile(file: string, source: ConfigSource): Remark {
	return { level: 'info', message: `reads ${absolutePath(file, source)}, which was found, for -c names none` };
}

function check(file: string, loaded: LoadResult, source: ConfigSource): void {
	const { lines, summary, isUsable } = checkReport(file, loaded, source);
	print(process.stderr, ...lines);
	print(isUsable ? process.stdout : process.stderr, summary);
	if (!isUsable) process.exitCode = EXIT_REFUSED;
}

function print(stream: NodeJS.WriteStream, ...lines: readonly string[]): void {
	// `podvisord --check | head` is no error.
	stream.once('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error;
	});
	for (const line of lines) stream.write(`${line}\n`);
}

function refuseOldNode(): void {
	const message = newerNodeNeeded('podvisord');
	if (message !== undefined) refuse(message);
}

/** On stderr, or to the one that started this daemon and shows it on its own. */
function refuse(...messages: readonly string[]): never {
	if (starter !== undefined) starter.tellFailure(messages.join('\n'));
	else print(process.stderr, ...messages);
	process.exit(EXIT_REFUSED);
}
