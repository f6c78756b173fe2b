/**
 * Load on a service of a swarm, from inside its network: `node load.ts SERVICE WORKERS`.
 *
 * As a careful client does it: the service's name is asked for before every request, one of its addresses is taken, and
 * only when that refuses the connection, so that nothing has been sent, the next one is tried.
 * Prints what came of all requests so far, a JSON object a line, four times a second and on SIGTERM.
 */
import { resolve4 } from 'node:dns/promises';
import { request } from 'node:http';

export interface LoadReport {
	/** Requests that had a good answer, and how many of them the pod of which version gave. */
	readonly answered: number;
	readonly byVersion: Readonly<Record<string, number>>;
	/** Connections that were refused, whose request another pod then answered. */
	readonly refused: number;
	/** Requests without a good answer: how many, and the first few, with why. */
	readonly failed: number;
	readonly failures: readonly string[];
}

interface Answer {
	readonly status: number;
	readonly body: string;
}

const TRIES = 20;
const TIMEOUT_MS = 20_000;
const PATHS = ['/version.txt', '/health/user-service', '/version.txt', '/slow/user-service?ms=300'] as const;
/** Before anything was sent: the host is gone, or nobody listens. */
const NOTHING_SENT = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/;

const [service = 'core-pod', workers = '4'] = process.argv.slice(2);
const report = {
	answered: 0,
	byVersion: {} as Record<string, number>,
	refused: 0,
	failed: 0,
	failures: [] as string[],
};
let isOver = false;

const say = () => console.log(JSON.stringify(report satisfies LoadReport));
setInterval(say, 250);
process.once('SIGTERM', () => {
	isOver = true;
});
await Promise.all(Array.from({ length: Number(workers) }, work));
say();
process.exit(0);

async function work(_: unknown, worker: number): Promise<void> {
	for (let at = worker; !isOver; at++) {
		const path = PATHS[at % PATHS.length] ?? '/';
		try {
			const { status, body } = await askAny(path);
			if (status !== 200) throw new Error(`status ${status}: ${body.slice(0, 200)}`);
			report.answered++;
			if (path === '/version.txt') report.byVersion[body.trim()] = (report.byVersion[body.trim()] ?? 0) + 1;
		} catch (error) {
			report.failed++;
			if (report.failures.length < 10) report.failures.push(`${path}: ${String(error)}`);
		}
	}
}

async function askAny(path: string): Promise<Answer> {
	const refusals: unknown[] = [];
	while (refusals.length < TRIES) {
		// A name without addresses is a service without tasks: an error like any other.
		const addresses = await resolve4(service);
		const address = addresses[Math.floor(Math.random() * addresses.length)] ?? '';
		try {
			return await ask(address, path);
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && NOTHING_SENT.test(String(error.code)))) throw error;
			refusals.push(error);
			report.refused++;
		}
	}
	throw new AggregateError(refusals, `refused ${TRIES} times`);
}

/** On a connection of its own: what is kept alive would stay with the pod that it found first. */
function ask(host: string, path: string): Promise<Answer> {
	const { promise, resolve, reject } = Promise.withResolvers<Answer>();
	const sent = request({ host, path, agent: false, timeout: TIMEOUT_MS }, (response) => {
		let body = '';
		response.setEncoding('utf8').on('data', (chunk: string) => {
			body += chunk;
		});
		response.on('error', reject);
		response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
	});
	sent.on('timeout', () => sent.destroy(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)));
	sent.on('error', reject);
	sent.end();
	return promise;
}
