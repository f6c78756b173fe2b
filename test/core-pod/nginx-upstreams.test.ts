/** What the core pod's nginx does with a service that fails it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { postJson } from './run-program.ts';
import { NO_NGINX, startNginx } from './start-nginx.ts';
import { startUpstream } from './start-upstream.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DEADLINE_MS = 120_000;

/** Asks until `isIt` is told of an answer; the answer. */
async function askUntil(url: string, isIt: (answer: Response) => boolean): Promise<Response> {
	const deadline = performance.now() + DEADLINE_MS;
	for (;;) {
		const answer = await fetch(url);
		if (isIt(answer)) return answer;
		await answer.arrayBuffer();
		if (performance.now() > deadline) throw new Error(`${url}: not in time; the last answer is ${answer.status}`);
		await wait(5);
	}
}

/** Configuration beside the pod's own: the timeout, and a header that tells whom nginx asked. */
function withTimeout(t: Test, timeout: string): Record<string, string> {
	const folder = temporaryFolder(t);
	const text = `proxy_read_timeout ${timeout};\nadd_header X-Asked $upstream_addr always;\n`;
	writeFileSync(join(folder, 'test.conf'), text);
	return { CORE_POD_GATEWAY_CONF_DIR: folder };
}

/** The addresses that were asked for this answer; the name of the upstream alone where nobody was. */
function asked(answer: Response): string[] {
	return (answer.headers.get('x-asked') ?? '').split(', ');
}

t.test('nginx of the core pod', { skip: NO_NGINX }, async (t) => {
	for (const [what, timeout] of [
		['breaks its connections', '35s'],
		['hangs', '100ms'],
	] as const) {
		t.test(`a service that ${what} is left alone, answers are 502 at once, and it is asked again later`, async (t) => {
			let isWell = false;
			const upstream = await startUpstream(t, (response, request) => {
				if (isWell) return response.end('{"well":true}');
				return what === 'hangs' ? undefined : request.socket.destroy();
			});
			const { origin } = await startNginx(t, { auth: upstream.port, env: withTimeout(t, timeout) });
			const url = `${origin}/auth/verify`;

			let failures = 0;
			const passedOver = await askUntil(url, (answer) => {
				if (asked(answer)[0] === 'auth_service') return true;
				failures += asked(answer).length;
				return false;
			});
			t.equal(failures >= 3, true, 'not for one failure');
			t.equal(passedOver.status, 502);
			t.match(passedOver.headers.get('content-type'), /^application\/json/);
			t.match(await passedOver.json(), { error: /does not answer/ });

			isWell = true;
			const again = await askUntil(url, ({ status }) => status !== 502);
			t.equal(again.status, 200);
			t.same(await again.json(), { well: true });
		});
	}

	t.test('what broke before an answer is asked once more, unless that could do it twice', async (t) => {
		const broken = new Set<string>();
		const upstream = await startUpstream(t, (response, request) => {
			const name = `${request.method} ${request.url}`;
			if (broken.has(name)) return response.end('{}');
			broken.add(name);
			return request.socket.destroy();
		});
		const { origin } = await startNginx(t, { auth: upstream.port });
		t.equal((await fetch(`${origin}/auth/verify`)).status, 200);
		t.equal((await postJson(`${origin}/auth/login`, {})).status, 502);
		t.same(
			upstream.requests.map(({ method }) => method),
			['GET', 'GET', 'POST'],
		);
	});

	t.test('what took too long is not asked once more', async (t) => {
		const upstream = await startUpstream(t, () => undefined);
		const { origin } = await startNginx(t, { auth: upstream.port, env: withTimeout(t, '100ms') });
		const answer = await fetch(`${origin}/auth/verify`);
		t.equal(answer.status, 502);
		t.same(asked(answer), [`127.0.0.1:${upstream.port}`]);
	});

	t.test('connections to a service are used again', async (t) => {
		const upstream = await startUpstream(t, (response) => response.end('{}'));
		const { origin } = await startNginx(t, { auth: upstream.port });
		for (let round = 0; round < 20; round++) await (await fetch(`${origin}/auth/verify`)).arrayBuffer();
		const connections = new Set(upstream.requests.map(({ socket }) => socket));
		// One a worker, and others where this machine is so slow that the service closed one between two requests.
		t.equal(connections.size < 20, true, `${connections.size} connections for 20 requests`);
	});
});
