/** Clients that hang, more than may be connected at once: whoever asks properly is answered meanwhile. */
import t from 'tap';
import { HTTP_LIMITS } from '../../src/interfaces/http/http-limits.ts';
import { PodUnderFire, USER } from './pod-under-fire.ts';
import { RawConnection, type Target } from './raw-connection.ts';

/** Ways to hang for whoever has no password. */
const STRANGERS: readonly string[] = [
	'',
	'GET / HTTP/1.1\r\n',
	'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
	'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n<methodCall>',
	'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel',
	'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n',
	`GET / HTTP/1.1\r\nAuthorization: Basic ${Buffer.from(`${USER}:x`).toString('base64')}\r\n\r\n`.repeat(16),
	'\x16\x03\x01',
];

/** And for whoever may ask: what it begins, nobody reads. */
function insiders({ authorization }: Target): readonly string[] {
	const head = `Host: localhost\r\n${authorization}`;
	return [
		`POST /RPC2 HTTP/1.1\r\n${head}Content-Length: 1000\r\n\r\n<methodCall>`,
		`GET /logtail/noisy HTTP/1.1\r\n${head}\r\n`,
		`GET /mainlogtail HTTP/1.1\r\n${head}\r\n`,
		`GET /api/v1/events HTTP/1.1\r\n${head}\r\n`,
		`GET /api/v1/programs/noisy/logs/stdout?follow=true HTTP/1.1\r\n${head}\r\n`,
		`GET /logtail/noisy HTTP/1.1\r\n${head}Content-Length: 9007199254740991\r\n\r\n${'x'.repeat(100_000)}`,
	];
}

const NOISY = `
[program:noisy]
command=sh -c 'while :; do head -c 100000 /dev/zero; sleep 0.05; done'
startsecs=0
stdout_logfile_maxbytes=1MB
`;

t.test('clients that hang keep nobody out, and are gone in the end', async (t) => {
	const fire = await PodUnderFire.start(t, { conf: NOISY });
	const idle = await fire.vitals();
	const hanging: RawConnection[] = [];
	const hang = (target: Target, text: string): void => {
		const connection = new RawConnection(target);
		connection.pause();
		connection.send(text);
		hanging.push(connection);
	};
	for (const target of [fire.tcp, fire.unix]) {
		for (const text of insiders(target)) for (let count = 0; count < 5; count++) hang(target, text);
	}
	for (let count = 0; count < HTTP_LIMITS.connections * 2; count++) {
		hang(fire.tcp, STRANGERS[count % STRANGERS.length] ?? '');
		// In between, over connections of their own.
		if (count % 50 === 0) t.equal(await fire.call(fire.tcp, 'supervisor.getAPIVersion'), '3.0');
	}
	for (const target of [fire.tcp, fire.unix]) {
		for (let count = 0; count < 5; count++) t.equal(await fire.call(target, 'supervisor.getAPIVersion'), '3.0');
	}
	// Those who began nothing are cut by the server itself; the strangers' longest time is that of a body.
	const strangers = hanging.slice(-HTTP_LIMITS.connections).filter((_, index) => index % STRANGERS.length < 3);
	await Promise.all(strangers.map(({ closed }) => closed));
	for (const connection of hanging) connection.destroy();
	const after = await fire.vitals(idle.descriptors);
	t.strictSame(after.pids, idle.pids);
	t.strictSame(fire.complaints().slice(0, 3), []);
	t.strictSame(await fire.pod.stop(), { code: 0, signal: null });
});
