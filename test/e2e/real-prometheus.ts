/** Debian's Prometheus and Alertmanager, for one test, on this machine's loopback alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const CONF = new URL('../../conf/prometheus', import.meta.url).pathname;

/** An ample one: all of this takes seconds, and minutes on a machine that is very busy. */
const DEADLINE_MS = 300_000;

interface Test {
	teardown(callback: () => Promise<void>): void;
}

/** A server and where it answers. */
export interface RealServer {
	readonly url: string;
	/** All that it said. */
	readonly output: () => string;
}

/** It tells nobody; `dir`: what it keeps is there. */
export function startAlertmanager(t: Test, dir: string, port: number): RealServer {
	const config = join(dir, 'alertmanager.yml');
	writeFileSync(
		config,
		'route:\n  receiver: none\n  group_wait: 0s\n  group_interval: 1s\nreceivers:\n  - name: none\n',
	);
	return start(t, port, 'prometheus-alertmanager', [
		`--config.file=${config}`,
		`--storage.path=${dataFolder(dir, 'alertmanager')}`,
		`--web.listen-address=127.0.0.1:${port}`,
		'--cluster.listen-address=',
	]);
}

/**
 * With the configuration and the rules that are shipped, whose waiting times are made short: what takes minutes out
 * there takes seconds here.
 */
export function startPrometheus(
	t: Test,
	dir: string,
	{ port, pod, alertmanager }: { readonly port: number; readonly pod: number; readonly alertmanager: number },
): RealServer {
	const shipped = readFileSync(join(CONF, 'prometheus.yml'), 'utf8');
	writeFileSync(
		join(dir, 'prometheus.yml'),
		replaced(shipped, [
			[/(_interval): 15s/g, '$1: 1s'],
			['127.0.0.1:9093', `127.0.0.1:${alertmanager}`],
			['127.0.0.1:9180', `127.0.0.1:${pod}`],
		]),
	);
	const rules = readFileSync(join(CONF, 'podvisor.rules.yml'), 'utf8');
	writeFileSync(
		join(dir, 'podvisor.rules.yml'),
		replaced(rules, [
			[/\bfor: \w+/g, 'for: 1s'],
			[/\[\d+m\]/g, '[30s]'],
		]),
	);
	return start(t, port, 'prometheus', [
		`--config.file=${join(dir, 'prometheus.yml')}`,
		`--storage.tsdb.path=${dataFolder(dir, 'prometheus')}`,
		`--web.listen-address=127.0.0.1:${port}`,
	]);
}

/** The answer in JSON. */
export async function askJson<Answer>({ url, output }: RealServer, path: string): Promise<Answer> {
	const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(DEADLINE_MS) });
	if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}\n${output().slice(-2000)}`);
	return (await response.json()) as Answer;
}

/** Asks again and again until `look` yields something. */
export async function untilSeen<Seen>(what: string, look: () => Promise<Seen | undefined>): Promise<Seen> {
	const deadline = performance.now() + DEADLINE_MS;
	let trouble: unknown;
	while (performance.now() < deadline) {
		try {
			const seen = await look();
			if (seen !== undefined) return seen;
			trouble = undefined;
		} catch (error) {
			// It does not listen yet.
			trouble = error;
		}
		await delay(100);
	}
	throw new Error(`waited for ${what} in vain`, { cause: trouble });
}

function dataFolder(dir: string, name: string): string {
	const folder = join(dir, name);
	mkdirSync(folder);
	return folder;
}

/** @throws Error where there is nothing to replace: then what is shipped is not what the test believes. */
function replaced(text: string, replacements: readonly (readonly [RegExp | string, string])[]): string {
	let result = text;
	for (const [what, by] of replacements) {
		const after = result.replaceAll(what, by);
		if (after === result) throw new Error(`no ${what} in\n${text}`);
		result = after;
	}
	return result;
}

function start(t: Test, port: number, command: string, args: readonly string[]): RealServer {
	let output = '';
	const server: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	for (const stream of [server.stdout, server.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => {
			output += text;
		});
	}
	const closed = new Promise<void>((resolve) => {
		server.once('close', () => resolve());
		server.once('error', (error) => {
			output += String(error);
			resolve();
		});
	});
	t.teardown(async () => {
		server.kill('SIGKILL');
		await closed;
	});
	return { url: `http://127.0.0.1:${port}`, output: () => output };
}
