/** What is known of real programs that crash, and why a pod ended. */
import { join } from 'node:path';
import t from 'tap';
import { askRest } from './ask-rest.ts';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

const SERVER = '[unix_http_server]\nfile=%(here)s/podvisord.sock\n';

interface Incident {
	readonly id: number;
	readonly displayName: string;
	readonly kind: string;
	readonly reason: string;
	readonly stdout: readonly string[];
	readonly stderr: readonly string[];
}

async function ask(pod: PodUnderTest, path: string): Promise<Readonly<Record<string, unknown>>> {
	const { json, text } = await askRest({ socketPath: join(pod.dir, 'podvisord.sock') }, { path });
	if (json === undefined) throw new Error(`${path}: ${text}`);
	return json;
}

/** The incidents of a program, once there are so many. */
async function incidentsOf(pod: PodUnderTest, name: string, count: number): Promise<readonly Incident[]> {
	for (;;) {
		const { incidents } = (await ask(pod, `/incidents?names=${name}`)) as { incidents: readonly Incident[] };
		if (incidents.length >= count) {
			return Promise.all(incidents.map(async ({ id }) => (await ask(pod, `/incidents/${id}`)) as unknown as Incident));
		}
	}
}

t.test('how real programs ended, and what they wrote last, wherever it went', async (t) => {
	const pod = startPod(t, {
		files: {
			'garbage.mjs': `process.stderr.write(Buffer.from(Array.from({ length: 256 }, (_, index) => index)));
process.stderr.write('\\nthe end of ' + process.env.PASSWORD + '\\n', () => process.exit(7));`,
			'much.mjs': `import { writeSync } from 'node:fs';
const block = Buffer.from(('x'.repeat(99) + '\\n').repeat(1000));
for (let count = 0; count < 50; count++) writeSync(1, block);
writeSync(1, 'the very last line\\n');
process.exit(1);`,
			secret: 'hunter2\n',
		},
		conf: `${SERVER}
[program:code]
command=sh -c "echo to stdout; echo to stderr >&2; exit 3"
startsecs=0
autorestart=false
stdout_logfile=%(here)s/code.log
stderr_logfile=%(here)s/code.err

[program:signal]
command=sh -c "echo last words; kill -SEGV $$"
startsecs=0
autorestart=false
stdout_logfile=NONE

[program:mixed]
command=sh -c "echo to stdout; echo to stderr >&2; exit 4"
startsecs=0
autorestart=false
redirect_stderr=true
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0

[program:garbage]
command=${process.execPath} %(here)s/garbage.mjs
startsecs=0
autorestart=false
stderr_logfile=NONE
secrets=PASSWORD=%(here)s/secret

[program:much]
command=${process.execPath} %(here)s/much.mjs
startsecs=0
autorestart=false
stdout_logfile=%(here)s/much.log
stdout_logfile_maxbytes=1MB

[program:missing]
command=/no/such/program
startretries=0
`,
	});
	await pod.until(() => pod.has('podvisord.sock'), 'its socket');
	t.match(await incidentsOf(pod, 'code', 1), [
		{ kind: 'exit', reason: /^exit status 3 after/, exitCode: 3, stdout: ['to stdout'], stderr: ['to stderr'] },
	]);
	t.match(await incidentsOf(pod, 'signal', 1), [
		{ kind: 'exit', reason: /^terminated by SIGSEGV/, exitCode: 139, stdout: ['last words'], stderr: [] },
	]);
	const [mixed] = await incidentsOf(pod, 'mixed', 1);
	t.strictSame([mixed?.stdout.toSorted(), mixed?.stderr], [['to stderr', 'to stdout'], []]);
	const [garbage] = await incidentsOf(pod, 'garbage', 1);
	t.match(garbage, { kind: 'exit', exitCode: 7 });
	t.equal(garbage?.stderr.at(-1), 'the end of ***');
	t.match(garbage?.stderr[0], /^\\x00\\x01/);
	for (const line of garbage?.stderr ?? []) t.notMatch(line, /[^\P{Cc}\t]/u);
	const [much] = await incidentsOf(pod, 'much', 1);
	t.equal(much?.stdout.length, 50, 'though nobody looked at what flowed into its file');
	t.strictSame(much?.stdout.slice(-2), ['x'.repeat(99), 'the very last line']);
	t.match(await incidentsOf(pod, 'missing', 2), [
		{ kind: 'start', reason: /can't find command/, pid: 0, exit: /exit status/, stdout: [], stderr: [] },
		{ kind: 'fatal', reason: /^given up after 1 failed start: can't find command/ },
	]);
	t.match(await ask(pod, '/programs/code/history'), { state: 'EXITED', incidents: [{ kind: 'exit' }] });

	pod.signal('SIGHUP');
	const again = await incidentsOf(pod, 'code', 2);
	t.match(again, [{ id: Number }, { restarts: 0, stdout: ['to stdout'] }], 'they outlive a restart in place');
	t.ok((again[1]?.id ?? 0) > (again[0]?.id ?? 0));
	t.equal((await pod.stop()).code, 0);
});

t.test('where a pod ends because of a critical program, Kubernetes learns why', async (t) => {
	const pod = startPod(t, {
		files: { 'termination-log': 'of an earlier container' },
		environment: { PODVISOR_TERMINATION_LOG: '/nonexistent' },
		conf: '[program:none]\ncommand=sleep 1000\nautostart=false\n',
	});
	await pod.listens();
	t.equal((await pod.stop()).code, 0);
	t.equal(pod.read('termination-log'), 'of an earlier container', 'nobody asked for it');
});

for (const [critical, options, exitCode, expected] of [
	[
		'on-exit',
		'startsecs=0',
		3,
		/^critical process 'db': exit status 3 after [^;]+; the pod exits with 3\nlast lines of stderr:\nno disk\n$/,
	],
	[
		'on-fatal',
		'startretries=1\nrestart_delay_max=100ms\nstartsecs=3600',
		3,
		/^critical process 'db': given up after 2 failed starts: [^;]+; the pod exits with 3\nbefore that: .*\nlast lines of stderr:\nno disk\n$/,
	],
] as const) {
	t.test(`what it learns where the program is critical=${critical}`, async (t) => {
		const pod = startPod(t, {
			conf: `[program:db]\ncommand=sh -c "echo no disk >&2; exit 3"\ncritical=${critical}\n${options}\n`,
			wrapper: [
				'sh',
				'-c',
				': > termination-log; export PODVISOR_TERMINATION_LOG=$PWD/termination-log; exec "$@"',
				'sh',
			],
		});
		t.equal((await pod.exited).code, exitCode);
		t.match(pod.read('termination-log'), expected);
	});
}

t.test('a termination log that cannot be written, or is not there, changes nothing', async (t) => {
	for (const path of ['/proc/version', '/nonexistent/log', '/tmp']) {
		const pod = startPod(t, {
			conf: '[program:db]\ncommand=sh -c "exit 5"\nstartsecs=0\ncritical=on-exit\n',
			environment: { PODVISOR_TERMINATION_LOG: path },
		});
		t.equal((await pod.exited).code, 5, path);
	}
});
