import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Rival } from '../rival.ts';

/** A method with its parameters, or `until` with a process and a state. */
export type Step = readonly [method: string, ...parameters: unknown[]];

/** What one call came to, with what differs from run to run masked. */
export type Answer =
	| { readonly result: unknown }
	| { readonly fault: readonly [number, string] }
	| { readonly error: string };

const CLIENT: string = join(import.meta.dirname, 'rpc-client.py');

/** Makes the calls one after the other, by Python's own XML-RPC client on the rival's `rpc.sock`. */
export async function callRpc(rival: Rival, steps: readonly Step[]): Promise<readonly Answer[]> {
	const calls = steps.map(([method, ...parameters]) => [
		method === 'until' ? method : `supervisor.${method}`,
		parameters,
	]);
	const child = spawn('/usr/bin/python3', [CLIENT, join(rival.dir, 'rpc.sock')], { stdio: 'pipe' });
	const output: Buffer[] = [];
	const errors: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
	child.stdin.end(JSON.stringify(calls));
	const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
	if (code !== 0) throw new Error(`${rival.name}: the client failed: ${Buffer.concat(errors)}`);
	return (JSON.parse(Buffer.concat(output).toString()) as Answer[]).map((answer) => mask(answer, rival) as Answer);
}

const TIMES: ReadonlySet<string> = new Set(['start', 'stop', 'now']);

function mask(value: unknown, rival: Rival): unknown {
	if (typeof value === 'string') return maskText(value, rival);
	if (Array.isArray(value)) return value.map((item) => mask(item, rival));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => {
			// Never happened, or not alive, is told by 0.
			if (typeof member === 'number' && member > 0 && (TIMES.has(name) || name === 'pid'))
				return [name, name.toUpperCase()];
			return [name, mask(member, rival)];
		}),
	);
}

function maskText(text: string, { dir }: Rival): string {
	return text
		.replaceAll(dir, 'HERE')
		.replace(/^pid \d+, uptime \d+:\d\d:\d\d$/, 'pid PID, uptime TIME')
		.replace(/^[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M$/, 'TIME')
		.replace(/(---supervisor-)[A-Za-z0-9_]{8}\.log$/, '$1RANDOM.log')
		.replace(/(---supervisor-)[A-Za-z0-9_]{6}\.log$/, '$1RANDOM.log');
}
