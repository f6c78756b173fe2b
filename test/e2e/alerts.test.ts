import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Alert } from '../../src/alerts/alert.ts';
import { answering, Receiver } from '../alerts/alerting.ts';
import { schemaErrors } from '../alerts/schema-errors.ts';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

/** The alerts of a file that is whole; throws where a line is not as the schema has it. */
function alertsIn(text: string): Alert[] {
	const lines = text.split('\n');
	// Spaces that a line was to follow are no line.
	if (lines.pop()?.trim() !== '') throw new Error(`half a line: ${JSON.stringify(text.slice(-300))}`);
	return lines.map((line) => {
		const [wrong] = schemaErrors(line);
		if (wrong !== undefined) throw new Error(wrong);
		return JSON.parse(line);
	});
}

function alertsOf(pod: PodUnderTest): Alert[] {
	return pod.has('alerts.json') ? alertsIn(pod.read('alerts.json')) : [];
}

const CONTROL =
	'[unix_http_server]\nfile=%(here)s/podvisord.sock\n[podctl]\nserverurl=unix://%(here)s/podvisord.sock\n';
const FILE = '[alert:file]\ntype=file\npath=%(here)s/alerts.json\n';

t.test('a crash is told in a file, with what the program printed last, and that it is over', async (t) => {
	const pod = startPod(t, {
		files: {
			crash: `#!/bin/sh
if [ -e again ]; then exec sleep 1000; fi
touch again
printf 'the token is s3cr3t-%s\\n' value
printf 'broken \\377\\376 \\033[31mred\\033[0m\\n' >&2
exit 7
`,
			secret: 's3cr3t-value\n',
		},
		conf: `${FILE}[program:crash]\ncommand=%(here)s/crash\ndirectory=%(here)s\nstartsecs=0\nsecrets=KEY=%(here)s/secret\n`,
	});
	await pod.until(() => alertsOf(pod).length === 2, 'both alerts');
	const [firing, resolved] = alertsOf(pod);
	t.match(firing, {
		status: 'firing',
		severity: 'warning',
		event: 'PROCESS_STATE_EXITED',
		subject: { group: 'crash', name: 'crash', program: 'crash' },
		summary: /^crash ended unexpectedly: exit status 7/,
		details: { exit: { code: 7 }, stdout: ['the token is ***'], willRestart: true, restarts: 0 },
	});
	t.match(firing?.details.stderr?.[0], /^broken .*red/);
	t.match(resolved, { status: 'resolved', fingerprint: firing?.fingerprint });
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test(
	'the last alert, why the pod ends, is out before the daemon is, and one that cannot go out does not keep it',
	async (t) => {
		const [server, hanging] = [new Receiver(answering(200)), new Receiver(() => undefined)];
		await server.listen(t);
		await hanging.listen(t);
		const pod = startPod(t, {
			// It gives the alerts the time that they need.
			files: {
				slow: `#!/bin/sh
trap 'until [ -e told ]; do sleep 0.1; done; exit 0' TERM
touch traps
while :; do sleep 0.1; done
`,
			},
			conf: `${FILE}
[alert:web]
type=webhook
url=${server.url}
[alert:hanging]
type=webhook
url=${hanging.url}
[program:vital]
command=sh -c 'until [ -e traps ]; do sleep 0.1; done; exit 9'
directory=%(here)s
startsecs=0
autorestart=false
critical=on-exit
[program:slow]
command=%(here)s/slow
directory=%(here)s
startsecs=0
stopwaitsecs=1000
`,
		});
		await pod.until(() => server.received.length === 2, 'both alerts');
		pod.write('told', '');
		t.strictSame(await pod.exited, { code: 9, signal: null });
		const received = server.received.map(({ body }): Alert => JSON.parse(body));
		t.strictSame(received.map(({ event }) => event).sort(), ['POD', 'PROCESS_STATE_EXITED']);
		t.strictSame(
			alertsOf(pod)
				.map(({ event }) => event)
				.sort(),
			['POD', 'PROCESS_STATE_EXITED'],
		);
		t.match(pod.output, /2 alerts to 'hanging' were not delivered/);
		t.match(received.find(({ event }) => event === 'POD')?.summary, /^the pod ends: critical process 'vital'/);
	},
);

/** What podctl prints, and its exit status. */
function podctl(pod: PodUnderTest, ...args: readonly string[]): string {
	const file = new URL('../../dist/podctl.js', import.meta.url).pathname;
	const { stdout, stderr, status } = spawnSync(process.execPath, [file, '-c', join(pod.dir, 'pod.conf'), ...args], {
		encoding: 'utf8',
		env: { ...process.env, NODE_OPTIONS: '' },
	});
	return `${stdout}${stderr}${status}`;
}

t.test('podctl tells how the alerts fare, and tests one', async (t) => {
	const pod = startPod(t, {
		conf: `${FILE}[alert:broken]\ntype=file\npath=%(here)s/no/such/folder\n${CONTROL}`,
	});
	await pod.until(() => pod.has('podvisord.sock'), 'the control socket');
	t.equal(podctl(pod, 'alert', 'test', 'file'), 'file: delivered\n0');
	t.match(podctl(pod, 'alert', 'test', 'broken'), /^broken: ERROR \(cannot write '.*': ENOENT\)\n1$/);
	t.match(podctl(pod, 'alert', 'test', 'fil'), /fil: ERROR \(no such \[alert:x\]: .*did you mean file\?.*\)\n2$/);
	t.match(podctl(pod, 'alert'), /alert requires list, or test and a name.*2$/s);
	t.match(
		podctl(pod, 'alert', 'list'),
		/^file +file +sent 1, failed 0, .*\nbroken +file +sent 0, failed 1, dropped 0, suppressed 0, pending 0\n0$/,
	);
	t.match(JSON.parse(podctl(pod, '--json', 'alert', 'list').slice(0, -1)), { result: [{ name: 'file', sent: 1 }, {}] });
	t.match(alertsOf(pod), [{ event: 'TEST' }]);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

/** Crashes again and again, each time printing what JSON does not like. */
const STORM = `#!/bin/sh
head -c 3000 /dev/urandom >&2
printf '\\342\\200\\250\\355\\240\\200"\\\\ %s\\n' "$$"
exit 3
`;

const ROUNDS = 8;

t.test(
	'whenever the daemon is killed in a storm of alerts, every line of the file is valid, and the next one goes on',
	async (t) => {
		const dir = mkdtempSync(join(tmpdir(), 'podvisor-alerts-'));
		t.teardown(() => rmSync(dir, { recursive: true, force: true }));
		const conf = `
[alert:file]
type=file
path=%(here)s/alerts.json
maxbytes=200KB
backups=100
events=PROCESS_STATE
severity=info
cooldown=0
[program:storm]
command=%(here)s/storm
process_name=%(process_num)d
numprocs=30
startsecs=0
autorestart=true
`;
		const lines = (): number =>
			readdirSync(dir)
				.filter((name) => name.startsWith('alerts.json'))
				.reduce((count, name) => count + alertsIn(readFileSync(join(dir, name), 'utf8')).length, 0);
		let before = 0;
		for (let round = 0; round < ROUNDS; round++) {
			const pod = startPod(t, { dir, conf: conf, files: { storm: STORM } });
			const atLeast = before + 30 + round * 17;
			await pod.until(() => countLines(dir) >= atLeast, `${atLeast} alerts`);
			pod.signal('SIGKILL');
			// Killed, it leaves its pid file.
			await t.rejects(pod.exited, /left behind: podvisord\.pid/);
			const now = lines();
			t.ok(now >= atLeast, `${now} alerts, all valid`);
			before = now;
		}
		const pod = startPod(t, { dir, conf: conf, files: { storm: STORM } });
		await pod.until(() => countLines(dir) > before + 30, 'the next life');
		await pod.stop();
		t.ok(lines() > before + 30, 'and after it ended in order');
	},
);

/** Without looking at them: the daemon is writing. */
function countLines(dir: string): number {
	try {
		return readdirSync(dir)
			.filter((name) => name.startsWith('alerts.json'))
			.reduce((count, name) => count + readFileSync(join(dir, name), 'latin1').split('\n').length - 1, 0);
	} catch {
		// ENOENT: it was renamed in this very moment.
		return 0;
	}
}
