/** The real `supervisorctl tail -f`, through rotation and clearing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

const NO_CLIENT: string | false = existsSync('/usr/bin/supervisorctl') ? false : 'supervisorctl is not installed';

const LINES = 3000;

/** Says what it is told to by a named pipe, line by line. */
const TALKER = '#!/bin/sh\nmkfifo feed\nwhile :; do cat feed; done\n';

const CONF = `[unix_http_server]
file=%(here)s/s.sock
[supervisorctl]
serverurl=unix://%(here)s/s.sock
[program:talker]
command=%(here)s/talker
directory=%(here)s
stdout_logfile=%(here)s/talker.log
stdout_logfile_maxbytes=1000
stdout_logfile_backups=100
startsecs=0
`;

function supervisorctl(pod: PodUnderTest, ...args: readonly string[]): ChildProcess & { readonly text: () => string } {
	const child = spawn('/usr/bin/supervisorctl', ['-c', join(pod.dir, 'pod.conf'), ...args], {
		env: { ...process.env, PYTHONUNBUFFERED: '1' },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	const take = (chunk: string): void => {
		text += chunk;
	};
	// It tells errors of a tail there.
	for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', take);
	return Object.assign(child, { text: () => text });
}

function ended(child: ChildProcess): Promise<number | null> {
	return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

t.test('shows every line, however often the log rotates, and ends with the daemon', { skip: NO_CLIENT }, async (t) => {
	const pod = startPod(t, { conf: CONF, files: { talker: TALKER }, pid1: false });
	await pod.until(() => pod.has('feed'), 'the named pipe');
	pod.inside('sh', '-c', `echo before >${pod.dir}/feed`);
	await pod.until(() => pod.has('talker.log') && /before/.test(pod.read('talker.log')), 'the first line');
	const tail = supervisorctl(pod, 'tail', '-f', 'talker');
	t.teardown(() => tail.kill());
	const end = ended(tail);
	await pod.until(() => /before\n/.test(tail.text()), 'what was there already');
	pod.inside('sh', '-c', `seq -f 'line %.0f' ${LINES} >${pod.dir}/feed`);
	await pod.until(() => tail.text().includes(`line ${LINES}\n`), 'the last line');
	const numbers = [...tail.text().matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number));
	t.strictSame(
		numbers,
		Array.from({ length: LINES }, (_, index) => index + 1),
	);
	t.ok(pod.has('talker.log.1'), 'it did rotate');

	await ended(supervisorctl(pod, 'clear', 'talker'));
	pod.inside('sh', '-c', `echo after >${pod.dir}/feed`);
	await pod.until(() => /after\n/.test(tail.text()), 'what came after it was cleared');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	await end;
});

t.test('a program that is not there, and a password that is missing', { skip: NO_CLIENT }, async (t) => {
	const pod = startPod(t, {
		conf: CONF.replace('[supervisorctl]', 'username=a\npassword=b\n[supervisorctl]'),
		files: { talker: TALKER },
		pid1: false,
	});
	await pod.line(/success: talker/);
	const locked = supervisorctl(pod, 'tail', '-f', 'talker');
	await ended(locked);
	t.match(locked.text(), /Server requires authentication/);
	const wrong = supervisorctl(pod, '-u', 'a', '-p', 'b', 'tail', '-f', 'nobody');
	await ended(wrong);
	t.match(wrong.text(), /Cannot read, status code 404/);
	await pod.stop();
});
