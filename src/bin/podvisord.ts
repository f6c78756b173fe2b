// First, before any other import: a signal that comes before there is a handler is lost to a PID 1.
import '../daemon/signal-inbox.ts';

import { checkConfig } from '../config/check-config.ts';
import type { ConfigSource } from '../config/config-source.ts';
import { findConfigFile } from '../config/find-config-file.ts';
import type { Flags } from '../config/flags.ts';
import { formatProblem } from '../config/format-problem.ts';
import { loadConfig } from '../config/load-config.ts';
import type { LoadResult } from '../config/load-result.ts';
import { Daemon } from '../daemon/daemon.ts';
import { parseFlags } from '../daemon/parse-flags.ts';
import { prepareDaemon, type Remark } from '../daemon/prepare-daemon.ts';
import { signalInbox } from '../daemon/signal-inbox.ts';
import { PodvisorError } from '../foundation/podvisor-error.ts';
import { createAccounts } from '../platform/accounts.ts';
import { chooseSystem } from '../platform/choose-system.ts';
import { createConfigSource } from '../platform/config-source.ts';
import { createNodeFiles } from '../platform/node-files.ts';
import { detachedStart, startDetached } from '../platform/start-detached.ts';
import { VERSION } from './version.ts';

/** Exit statuses of supervisord: 0 after a shutdown, 2 where it did not even start. */
const EXIT_REFUSED = 2;

async function main(): Promise<void> {
	refuseOldNode();
	const parsed = parseFlags(process.argv.slice(2), VERSION);
	if (parsed.type === 'error') refuse(parsed.message);
	if (parsed.type === 'print') {
		process.stdout.write(parsed.text);
		return;
	}

	const { flags } = parsed;
	const files = createNodeFiles();
	const accounts = createAccounts(files);
	const source = createConfigSource(accounts);
	const file = configFile(flags, source);
	const load = (): LoadResult => loadConfig(file, flags, source);

	const loaded = load();
	if (flags.check) {
		check(loaded);
		return;
	}
	if (!loaded.ok) refuse(...loaded.problems.map(formatProblem));
	const { daemon: settings } = loaded.config;
	const tellStarter = detachedStart();
	const remarks: Remark[] = [];
	if (!settings.nodaemon && tellStarter === undefined) {
		if (process.pid !== 1) {
			startDetached((isUp) => {
				if (!isUp) refuse(`podvisord ended before it was up; its log may say why: ${logPath(loaded)}`);
			});
			return;
		}
		remarks.push({ level: 'warn', message: 'nodaemon=false is ignored: PID 1 cannot go to the background' });
	}
	if (tellStarter !== undefined) {
		process.umask(settings.umask & 0o777);
		if (settings.directory !== undefined) process.chdir(settings.directory);
	}

	remarks.push(...prepareDaemon(settings, { files, accounts }));
	const { system, notice } = await chooseSystem({ files });
	if (notice !== undefined) remarks.push({ level: 'warn', message: notice });
	const onExit = (exitCode: number): void => process.exit(exitCode);
	const daemon = new Daemon({
		config: loaded.config,
		system,
		accounts,
		reload: load,
		signals: signalInbox,
		remarks,
		onExit,
	});
	daemon.start();
	tellStarter?.();
}

function configFile({ configuration }: Flags, source: ConfigSource): string {
	if (configuration !== undefined) return configuration;
	const found = findConfigFile(process.argv[1] ?? '', source);
	return found.ok ? found.file : refuse(formatProblem(found.problem));
}

/** Everything worth knowing about a configuration, what is merely risky too; exit status 2 where it cannot be used. */
function check(loaded: LoadResult): void {
	const wrong = loaded.ok ? [] : loaded.problems;
	const remarks = [...(loaded.ok ? loaded.config.warnings : []), ...checkConfig(loaded)];
	for (const problem of [...wrong, ...remarks]) process.stderr.write(`${formatProblem(problem)}\n`);
	if (!loaded.ok) {
		process.exitCode = EXIT_REFUSED;
		return;
	}
	const processes = loaded.config.groups.reduce((sum, group) => sum + group.processes.length, 0);
	process.stdout.write(
		`${loaded.config.file}: valid, ${count(processes, 'process', 'es')}, ${count(remarks.length, 'remark', 's')}\n`,
	);
}

function count(number: number, noun: string, plural: string): string {
	return `${number} ${noun}${number === 1 ? '' : plural}`;
}

function logPath({ config }: Extract<LoadResult, { ok: true }>): string {
	const { logfile } = config.daemon;
	return logfile.type === 'file' ? logfile.path : 'none is configured';
}

function refuseOldNode(): void {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 24 || (major === 24 && minor >= 15)) return;
	refuse(
		`podvisord needs Node 24.15 or newer, this is ${process.version}; install a current Node, or 'npm install node'`,
	);
}

function refuse(...messages: readonly string[]): never {
	for (const message of messages) process.stderr.write(`${message}\n`);
	process.exit(EXIT_REFUSED);
}

main().catch((error: unknown) => {
	if (error instanceof PodvisorError)
		refuse(error.hint === undefined ? error.message : `${error.message}; ${error.hint}`);
	throw error;
});
