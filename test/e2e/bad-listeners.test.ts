/** Event listeners that hang, flood or die: nothing else notices, and what they missed is told. */
import { get } from 'node:http';
import t from 'tap';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

const WORK = `
[program:work]
command=sleep 0.2
startsecs=0
autorestart=true
`;

function bad(name: string, command: string): string {
	return `
[eventlistener:${name}]
command=${command}
events=EVENT
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`;
}

interface Listeners {
	readonly listeners: readonly { readonly pool: string; readonly buffered: number; readonly missed: number }[];
}

function ask(socketPath: string, path: string): Promise<Listeners> {
	return new Promise((resolve, reject) => {
		get({ socketPath, path, agent: false }, (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (more: string) => {
				text += more;
			});
			response.on('end', () => resolve(JSON.parse(text) as Listeners)).on('error', reject);
		}).on('error', reject);
	});
}

/** The pod goes on as if there were no listener, and ends. */
async function goesOn(pod: PodUnderTest, t: Pick<typeof import('tap').default, 'strictSame'>): Promise<void> {
	const before = pod.lines(/spawned: 'work'/).length;
	await pod.line(/spawned: 'work'/, before + 5);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
}

t.test('one that takes an event and never answers', async (t) => {
	const pod = startPod(t, {
		files: { 'hang.sh': '#!/bin/sh\necho READY\nexec sleep 1000\n' },
		conf: `[unix_http_server]\nfile=%(here)s/s.sock\n${bad('hang', '%(here)s/hang.sh')}${WORK}`,
	});
	await pod.line(/pool hang event buffer overflowed, discarding event \d+/, 5);
	const answer = await ask(`${pod.dir}/s.sock`, '/api/v1/listeners');
	t.match(answer, { listeners: [{ pool: 'hang', buffered: 10 }] });
	t.ok((answer.listeners[0]?.missed ?? 0) >= 5, JSON.stringify(answer));
	await goesOn(pod, t);
});

t.test('one that floods its stdout', async (t) => {
	const pod = startPod(t, { conf: `${bad('flood', 'sh -c "exec yes RESULT"')}${WORK}` });
	await pod.line(/flood: has entered the UNKNOWN state/);
	await goesOn(pod, t);
});

t.test('one whose line of a result never ends', async (t) => {
	const pod = startPod(t, {
		files: { 'endless.sh': '#!/bin/sh\necho READY\nexec tr "\\0" x </dev/zero\n' },
		conf: `${bad('endless', '%(here)s/endless.sh')}${WORK}`,
	});
	await pod.line(/endless: has entered the UNKNOWN state/);
	await goesOn(pod, t);
});

t.test('one that dies with each event', async (t) => {
	const pod = startPod(t, {
		files: { 'die.sh': '#!/bin/sh\necho READY\nhead -c 1 >/dev/null\nexit 1\n' },
		conf: `${bad('die', '%(here)s/die.sh')}autorestart=true\n${WORK}`,
	});
	await pod.line(/spawned: 'die'/, 3);
	await goesOn(pod, t);
});

t.test('one that closed its stdin', async (t) => {
	const pod = startPod(t, {
		files: { 'shut.sh': '#!/bin/sh\nexec <&-\necho READY\nexec sleep 1000\n' },
		conf: `${bad('shut', '%(here)s/shut.sh')}${WORK}`,
	});
	await pod.line(/pool shut event buffer overflowed/, 3);
	await goesOn(pod, t);
});
