import { findConfigFile } from '../config/find-config-file.ts';
import { formatProblem } from '../config/format-problem.ts';
import { loadClientConfig } from '../config/load-client-config.ts';
import type { ClientSettings, CtlWorld, PathLook } from '../ctl/ctl-world.ts';
import { runCtl } from '../ctl/run-ctl.ts';
import { stackOf } from '../foundation/stack-of.ts';
import { type Accounts, createAccounts } from '../platform/accounts.ts';
import { createConfigSource } from '../platform/config-source.ts';
import { lookAtPath } from '../platform/look-at-path.ts';
import { createNodeFiles } from '../platform/node-files.ts';
import { newerNodeNeeded } from './newer-node-needed.ts';
import { VERSION } from './version.ts';

/** A bug of ours, or a Node that is too old. */
const EXIT_BROKEN = 70;

async function main(): Promise<void> {
	const message = newerNodeNeeded('podctl');
	if (message !== undefined) {
		standardError().write(`${message}\n`);
		process.exit(EXIT_BROKEN);
	}
	process.exit(await runCtl(theWorld()));
}

function theWorld(): CtlWorld {
	const files = createNodeFiles();
	const accounts = createAccounts(files);
	return {
		argv: process.argv.slice(2),
		environment: process.env,
		version: VERSION,
		// Opened when they are asked for: each takes half a millisecond, and most commands need stdout alone.
		get stdin() {
			return process.stdin;
		},
		stdout: endingQuietly(process.stdout),
		get stderr() {
			return standardError();
		},
		uid: process.getuid?.() ?? 0,
		readClientConfig: (file) => readClientConfig(file, accounts),
		lookAt: (path) => lookAt(path, accounts),
		readText: (path) => attempt(() => files.readText(path)),
		writeText: (path, text) => attempt(() => files.writeText(path, text, 0o600) ?? true) === true,
		onInterrupt(callback) {
			process.on('SIGINT', callback);
			return () => process.off('SIGINT', callback);
		},
		hideArguments() {
			process.title = 'podctl';
		},
	};
}

function readClientConfig(named: string | undefined, accounts: Accounts): ClientSettings {
	const source = createConfigSource(accounts);
	const found =
		named === undefined ? findConfigFile(process.argv[1] ?? '', source) : ({ ok: true, file: named } as const);
	if (!found.ok) return { type: 'none' };
	const loaded = loadClientConfig(found.file, source);
	if (!loaded.ok) return { type: 'error', message: loaded.problems.map(formatProblem).join('\n') };
	const { client, serverurlPlace: place, isServersOwn } = loaded;
	return {
		type: 'found',
		file: found.file,
		...client,
		serverurl: place === undefined ? undefined : client.serverurl,
		serverurlLine: place?.line,
		isServersOwn,
	};
}

function lookAt(path: string, accounts: Accounts): PathLook {
	const look = lookAtPath(path);
	if (look.type === 'nothing') return look;
	const owner = accounts.findAccount(look.uid)?.name ?? String(look.uid);
	return { ...look, owner };
}

/** What a file holds, where it can be had: without its history the shell works as well. */
function attempt<Value>(act: () => Value): Value | undefined {
	try {
		return act();
	} catch (error) {
		// ENOENT, EACCES, EROFS, EISDIR …: whoever asks says so if it matters.
		if (error instanceof Error && 'code' in error) return undefined;
		throw error;
	}
}

function standardError(): NodeJS.WriteStream {
	return endingQuietly(process.stderr);
}

/** `podctl tail -f web | head` is no error. */
function endingQuietly(stream: NodeJS.WriteStream): NodeJS.WriteStream {
	return stream.listeners('error').includes(endWithoutReader) ? stream : stream.on('error', endWithoutReader);
}

function endWithoutReader(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EPIPE') throw error;
	process.exit();
}

main().catch((error: unknown) => {
	standardError().write(`podctl: ${stackOf(error)}\n`);
	process.exit(EXIT_BROKEN);
});
