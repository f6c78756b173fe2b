import { CLI_OPTIONS } from './cli-options.ts';
import { readProcessInfos } from './client/process-info.ts';
import { COMMAND_TABLE } from './commands/command-table.ts';
import { completeWords } from './completion/complete-words.ts';
import type { CtlWorld } from './ctl-world.ts';
import { EXIT_STATUSES } from './exit-statuses.ts';
import { helpText } from './help-text.ts';
import { Output } from './output.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runLine } from './run-line.ts';
import { Session } from './session.ts';
import { CompletionCache } from './shell/completion-cache.ts';
import { LineReader } from './shell/line-reader.ts';
import { runShell } from './shell/run-shell.ts';
import { resolveTarget } from './target.ts';

/** For a connection, and for answers that need not wait for a program. */
const TIMEOUT_MS = 30_000;

/** What completion takes at most before it gives up: somebody sits at the keyboard. */
const COMPLETION_TIMEOUT_MS = 3000;

/** The whole of podctl: what the command line asks for, done. Returns the exit status. */
export async function runCtl(world: CtlWorld): Promise<number> {
	if (world.argv[0] === '__complete') return complete(world, world.argv.slice(1));
	const line = parseCommandLine(world.argv);
	if (line.type === 'error') return refuse(world, line.message);
	const { options, words } = line;
	if (options.help !== undefined) {
		world.stdout.write(helpText());
		return EXIT_STATUSES.success;
	}
	if (options.version !== undefined) {
		world.stdout.write(`${world.version}\n`);
		return EXIT_STATUSES.success;
	}
	return run(world, { options, words });
}

async function run(
	world: CtlWorld,
	{ options, words }: Omit<Extract<CommandLine, { type: 'run' }>, 'type'>,
): Promise<number> {
	const { environment, stdout } = world;
	if (options.password !== undefined) world.hideArguments();
	const isColored =
		stdout.isTTY === true &&
		options['no-color'] === undefined &&
		!environment['NO_COLOR'] &&
		environment['TERM'] !== 'dumb';
	const output = new Output(world, { isJson: options.json !== undefined, isColored });
	const resolved = resolveTarget(options, world);
	if (typeof resolved === 'string') {
		output.note({ code: 'USAGE', message: resolved });
		output.finish(words[0] ?? '', { exitStatus: EXIT_STATUSES.invalidArguments, result: undefined });
		return output.isJson ? EXIT_STATUSES.invalidArguments : refuse(world, resolved);
	}
	const { target, prompt, historyFile } = resolved;
	const isInteractive = words.length === 0 || options.interactive !== undefined;
	const isTerminal = stdout.isTTY === true && world.stdin.isTTY === true;
	const cache = new CompletionCache(async () => readProcessInfos(await session.rpc.call('getAllProcessInfo')));
	const history = historyFile === undefined ? undefined : world.readText(historyFile)?.split('\n').filter(Boolean);
	const lines = new LineReader(world, {
		output,
		isTerminal,
		...(history === undefined ? {} : { history }),
		complete: (line) => cache.complete(line),
	});
	const session: Session = new Session({
		commands: COMMAND_TABLE,
		world,
		output,
		target,
		lines,
		isInteractive,
		timeoutMs: timeoutOf(environment),
	});
	if (options.password === '-') {
		const answer = await lines.read('Password: ', { isSecret: true });
		if (answer.type !== 'line') return refuse(world, 'no password was given');
		session.logIn(options.username ?? target.credentials?.username ?? '', answer.line);
	}
	try {
		if (words.length > 0) {
			await runLine(session, words.join(' '));
			return session.exitStatus;
		}
		await runShell(session, { prompt, cache });
		// As supervisorctl: the shell itself went well, whatever was typed in it.
		return EXIT_STATUSES.success;
	} finally {
		lines.close();
		if (historyFile !== undefined && isTerminal && words.length === 0) save(world, historyFile, lines);
	}
}

function save(world: CtlWorld, historyFile: string, lines: LineReader): void {
	const text = lines.history.map((line) => `${line}\n`).join('');
	if (!world.writeText(historyFile, text)) {
		world.stderr.write(`podctl: the history cannot be written to "${historyFile}"\n`);
	}
}

/** `podctl __complete OPTION… WORD…`: what the last word can become, for a shell's completion script. */
async function complete(world: CtlWorld, argv: readonly string[]): Promise<number> {
	const line = parseCommandLine(argv.slice(0, -1));
	const current = argv.at(-1) ?? '';
	if (line.type === 'error') return EXIT_STATUSES.success;
	const { options, words } = line;
	const candidates =
		words.length === 0 && current.startsWith('-')
			? Object.values(CLI_OPTIONS).map(({ long }) => `--${long[0]}`)
			: await completeWords([...words, current], async () => {
					const resolved = resolveTarget(options, world);
					if (typeof resolved === 'string') return [];
					const output = new Output(world, { isJson: true, isColored: false });
					const lines = new LineReader(world, { output, isTerminal: false });
					const session = new Session({
						commands: COMMAND_TABLE,
						world,
						output,
						target: resolved.target,
						lines,
						isInteractive: false,
						timeoutMs: COMPLETION_TIMEOUT_MS,
					});
					// Nobody to ask: there is nothing to offer, and an error would garble the line that is being typed.
					return session.rpc.call('getAllProcessInfo').then(readProcessInfos, () => []);
				});
	const matching = candidates.filter((candidate) => candidate.startsWith(current));
	world.stdout.write(matching.map((candidate) => `${candidate}\n`).join(''));
	return EXIT_STATUSES.success;
}

function refuse({ stderr }: CtlWorld, message: string): number {
	stderr.write(`Error: ${message}\nFor help, use podctl -h\n`);
	return EXIT_STATUSES.invalidArguments;
}

/** Node's longest; a timer of more would be over at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** PODCTL_TIMEOUT is in seconds, for links that are slow. */
function timeoutOf({ PODCTL_TIMEOUT: written }: CtlWorld['environment']): number {
	const seconds = Number(written ?? '');
	return seconds > 0 ? Math.min(seconds * 1000, LONGEST_TIMEOUT_MS) : TIMEOUT_MS;
}
