/** 200 clients that keep their connections ask at once, while programs crash and restart: no answer may be wrong. */
import { Agent, request } from 'node:http';
import t from 'tap';
import type { Value } from '../../src/foundation/value.ts';
import { decodeResponse } from '../../src/interfaces/xml-rpc/decode-response.ts';
import { encodeCall } from '../../src/interfaces/xml-rpc/encode-call.ts';
import { type ProcessState, STATE_CODES } from '../../src/process/process-state.ts';
import { startPod } from './pod-under-test.ts';

const CLIENTS = 200;
const CALLS_EACH = 20;

const STEADY = ['steady-1', 'steady-2', 'steady-3', 'steady-4'];
const CRASHING = ['crash-1', 'crash-2', 'crash-3', 'crash-4'];
const ALL: readonly string[] = [...STEADY, ...CRASHING, 'fatal'].sort();

const CONF = `
[unix_http_server]
file=%(here)s/control.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
${STEADY.map((name) => `[program:${name}]\ncommand=sleep 1000\nstartsecs=0\n`).join('')}
${CRASHING.map((name, index) => `[program:${name}]\ncommand=sleep 0.${index + 1}\nstartsecs=0\nautorestart=true\n`).join('')}
[program:fatal]
command=/no/such/file
startretries=0
`;

/** One that waits for each answer before it asks again, over one connection. */
class Client {
	readonly sockets: Set<unknown> = new Set();
	readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
	readonly #socketPath: string;

	constructor(socketPath: string) {
		this.#socketPath = socketPath;
	}

	call(method: string): Promise<Value> {
		const body = encodeCall(method, []);
		return new Promise((resolve, reject) => {
			const call = request(
				{ agent: this.#agent, socketPath: this.#socketPath, method: 'POST', path: '/RPC2' },
				(response) => {
					const chunks: Buffer[] = [];
					response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
					response.on('end', () => {
						const answer = decodeResponse(Buffer.concat(chunks));
						if (answer.type === 'value') resolve(answer.value);
						else reject(new Error(answer.text));
					});
				},
			);
			call.on('socket', (socket) => this.sockets.add(socket)).on('error', reject);
			call.end(body);
		});
	}

	close(): void {
		this.#agent.destroy();
	}
}

/** What is wrong with an answer; nothing where it is right. */
function mistakes(answer: Value): string[] {
	if (!Array.isArray(answer)) return ['it is no list'];
	const infos = answer as Readonly<Record<string, Value>>[];
	const names = infos.map(({ name }) => String(name));
	const found = names.join() === ALL.join() ? [] : [`it lists ${names.join()}`];
	for (const info of infos) {
		const { name, statename, state, pid, description, start, now, exitstatus, spawnerr } = info;
		const wrong = (what: string): number => found.push(`${name}: ${what}: ${JSON.stringify(info)}`);
		if (STATE_CODES[statename as ProcessState] !== state) wrong('its state has another name');
		const isAlive = statename === 'STARTING' || statename === 'RUNNING' || statename === 'STOPPING';
		if (isAlive !== Number(pid) > 0) wrong('its pid does not go with its state');
		if (Number(now) < Number(start)) wrong('it started in the future');
		if (statename === 'RUNNING' && !String(description).startsWith(`pid ${pid}, uptime `)) wrong('its description');
		if (STEADY.includes(String(name)) && statename !== 'RUNNING') wrong('it runs all the time');
		if (CRASHING.includes(String(name)) && exitstatus !== 0) wrong('it always exits with 0');
		if (name === 'fatal' && (statename !== 'FATAL' || spawnerr === '')) wrong('it cannot be started');
	}
	return found;
}

t.test(`${CLIENTS} clients at once`, async (t) => {
	const pod = startPod(t, { conf: CONF });
	for (const name of STEADY) await pod.line(new RegExp(`success: ${name}`));
	await pod.line(/gave up: fatal/);
	const clients = Array.from({ length: CLIENTS }, () => new Client(`${pod.dir}/control.sock`));
	t.teardown(() => {
		for (const client of clients) client.close();
	});
	const exitsBefore = pod.lines(/exited: crash-/).length;
	const found: string[] = [];
	let answers = 0;
	const pids = new Map<string, Set<Value>>();
	async function ask(client: Client): Promise<void> {
		for (let call = 0; call < CALLS_EACH; call++) {
			const answer = await client.call('supervisor.getAllProcessInfo');
			answers++;
			found.push(...mistakes(answer));
			for (const { name, pid } of answer as Readonly<Record<string, Value>>[]) {
				pids.set(String(name), (pids.get(String(name)) ?? new Set()).add(pid ?? 0));
			}
		}
	}
	await Promise.all(clients.map(ask));
	// However quick the machine is, some of it was asked while programs crashed.
	while (pod.lines(/exited: crash-/).length < exitsBefore + 8) await Promise.all(clients.map(ask));
	t.strictSame(found.slice(0, 5), []);
	t.ok(answers >= CLIENTS * CALLS_EACH, `${answers} answers`);
	t.strictSame(
		clients.filter(({ sockets }) => sockets.size !== 1),
		[],
		'each kept its connection',
	);
	for (const name of STEADY) t.equal(pids.get(name)?.size, 1, `${name} has one pid all the time`);
	for (const name of CRASHING) t.ok((pids.get(name)?.size ?? 0) > 1, `${name} was seen with several`);
	for (const client of clients) client.close();
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
