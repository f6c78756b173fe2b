/** Incidents of the real pod on a fake system. */
import t from 'tap';
import { PodWatch } from '../../src/daemon/pod-watch.ts';
import type { Incident } from '../../src/events/incident.ts';
import { MOST_INCIDENTS } from '../../src/events/incident-journal.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { type PodRig, startPod as startRig } from '../operations/pod-rig.ts';

const FILES = 'stdout_logfile=/var/log/a.out\nstderr_logfile=/var/log/a.err\n';
const NOWHERE = 'stdout_logfile=NONE\nstderr_logfile=NONE\n';

function startPod(options: string, script: FakeScript): PodRig {
	return startRig(`[program:a]\ncommand=/bin/a\n${options}\n`, script);
}

function incidents({ control }: PodRig): readonly Incident[] {
	return control.session.watch.incidents.all;
}

/** Lives for two seconds, says `last words` at its end, and exits with 3. */
const CRASHES: FakeScript = (self) => {
	self.after(2000, () => {
		self.print(`out of ${self.count}\n`);
		self.printError('last words');
		self.exit(3);
	});
};

for (const [where, options] of [
	['files', FILES],
	['nowhere', NOWHERE],
] as const) {
	t.test(`an end that was not expected becomes an incident, its output ${where}`, async (t) => {
		const pod = startPod(options, CRASHES);
		await pod.pass(2000);
		t.match(incidents(pod), [
			{
				id: 1,
				kind: 'exit',
				process: { group: 'a', name: 'a', program: 'a' },
				reason: 'exit status 3 after 2 s',
				exit: { type: 'code', code: 3 },
				uptimeMs: 2000,
				restarts: 0,
				willRestart: true,
				stdout: ['out of 1'],
				stderr: ['last words'],
			},
		]);
		t.ok((incidents(pod)[0]?.pid ?? 0) > 0);
		await pod.pass(2000);
		t.match(incidents(pod)[1], { id: 2, restarts: 1, stdout: ['out of 2'], stderr: ['last words'] }, 'its own alone');
		t.equal(incidents(pod)[1]?.stdout.length, 1);
	});
}

t.test('what was in the log before, and what others rotated away, is told apart', async (t) => {
	const pod = startPod(FILES, (self) => {
		self.after(1500, () => self.print('first\n'));
		self.after(2000, () => {
			self.print('second\n');
			self.exit(1);
		});
	});
	const { files } = pod.system;
	await pod.pass(1600);
	files.rename('/var/log/a.out', '/var/log/a.out.1');
	pod.control.session.pod.reopenLogs();
	await pod.pass(400);
	t.strictSame(incidents(pod)[0]?.stdout, ['first', 'second'], 'rotated once, both files are looked at');
	await pod.pass(1600);
	files.remove('/var/log/a.out.1');
	files.rename('/var/log/a.out', '/var/log/a.out.2');
	pod.control.session.pod.reopenLogs();
	await pod.pass(400);
	t.strictSame(incidents(pod)[1]?.stdout, [], 'rotated further, half of what there is might be of another');
});

t.test('a truncated log is read from its begin', async (t) => {
	const pod = startPod(`${FILES}stdout_logfile_maxbytes=0`, (self) => {
		self.after(1500, () => self.print(`${'x'.repeat(100)}\n`));
		self.after(3000, () => {
			self.print('end\n');
			self.exit(1);
		});
	});
	await pod.pass(3000);
	t.equal(incidents(pod)[0]?.stdout.length, 2);
	await pod.pass(1000);
	await pod.call('clearProcessLogs', 'a');
	await pod.pass(2000);
	t.strictSame(incidents(pod)[1]?.stdout.at(-1), 'end');
});

t.test('each failed start is told, and at last that it was given up', async (t) => {
	const pod = startPod(`${NOWHERE}startretries=1`, (self) => {
		self.after(20, () => {
			self.printError('no database\n');
			self.exit(1);
		});
	});
	await pod.pass(10_000);
	t.equal(pod.state('a:a'), 'FATAL');
	t.match(incidents(pod), [
		{ kind: 'start', reason: 'exit status 1 after 20 ms, too soon', stderr: ['no database'], willRestart: true },
		{ kind: 'start', stderr: ['no database'], restarts: 1, willRestart: false },
		{
			kind: 'fatal',
			reason: 'given up after 2 failed starts: Exited too quickly (process log may have details)',
			stderr: [],
			stdout: [],
			willRestart: false,
			restarts: 1,
		},
	]);
	t.equal(incidents(pod).length, 3);
});

t.test('a program that is not there, and one that cannot be made, are told in words', async (t) => {
	const pod = startRig('[program:x]\ncommand=/bin/none\nstartretries=0\n[program:a]\ncommand=/bin/a\nstartretries=0\n');
	await pod.pass(0);
	t.match(incidents(pod), [
		{ kind: 'start', reason: /can't find command/, pid: 0, uptimeMs: undefined, oomKilled: 'no', stderr: [] },
		{ kind: 'fatal', reason: /^given up after 1 failed start: can't find command/ },
	]);
	pod.system.faults.failNext('fork', 'EAGAIN', 1);
	await pod.call('signalProcess', 'a', 'KILL');
	await pod.pass(3000);
	t.match(incidents(pod).slice(2), [{ kind: 'start', reason: /SIGKILL/ }, { kind: 'fatal' }]);
});

t.test('a death by a signal is named', async (t) => {
	const pod = startPod(NOWHERE, (self) => self.after(200_000, () => self.die(11)));
	await pod.pass(200_000);
	t.match(incidents(pod), [{ kind: 'exit', reason: 'terminated by SIGSEGV after 3 min 20 s', exit: { signal: 11 } }]);
});

t.test('what somebody asked for, and what was expected, is no incident', async (t) => {
	const pod = startPod('', (self) => self.after(5000, () => self.exit(0)));
	await pod.pass(5000);
	t.equal(pod.state('a:a'), 'EXITED');
	await pod.call('startProcess', 'a', false);
	await pod.pass(2000);
	await pod.begin('stopProcess', 'a');
	await pod.pass(2000);
	t.equal(pod.state('a:a'), 'STOPPED');
	t.strictSame(incidents(pod), []);
});

t.test('a restart for ill health is told with its cause and with what the probes said', async (t) => {
	for (const [cause, kind, reason] of [
		['liveness', 'unhealthy', 'its liveness probe failed: timed out after 2 s'],
		['startup', 'unhealthy', 'its startup probe did not succeed: timed out after 2 s'],
		['memory', 'memory', 'timed out after 2 s'],
	] as const) {
		const pod = startPod(NOWHERE, (self) => self.after(500, () => self.print('working\n')));
		await pod.pass(1500);
		const { pod: it, watch } = pod.control.session;
		watch.health.begin('a:a');
		watch.health.record('a:a', { kind: 'liveness', isOk: false, latencyMs: 2000, message: 'timed out', wallMs: 1 });
		const [process] = it.living();
		if (process === undefined) throw new Error('nothing lives');
		it.unhealthy(process, cause, 'timed out\nafter 2 s');
		await pod.pass(100);
		t.match(incidents(pod), [{ kind, reason, willRestart: true, stdout: ['working'], exit: { signal: 15 } }]);
		t.match(incidents(pod)[0]?.probes, [{ kind: 'liveness', message: 'timed out' }]);
	}
});

t.test('the others are told of each incident', async (t) => {
	const pod = startPod(NOWHERE, CRASHES);
	const told: Incident[] = [];
	pod.control.session.watch.observations.on('incident', ({ incident }) => told.push(incident));
	await pod.pass(4000);
	t.strictSame(told, incidents(pod));
	t.equal(told.length, 2);
});

t.test('a program that crashes for ever does not make the others be forgotten', async (t) => {
	const pod = startRig(
		`[program:a]\ncommand=/bin/a\n${NOWHERE}[program:b]\ncommand=/bin/b\nstartretries=0\n${NOWHERE}`,
		(self) => self.after(self.request.file === '/bin/b' ? 10 : 1100, () => self.exit(1)),
	);
	for (let round = 0; round < MOST_INCIDENTS + 50; round++) await pod.pass(1100);
	const { incidents: journal } = pod.control.session.watch;
	t.equal(journal.all.length, MOST_INCIDENTS);
	t.equal(journal.of('b:b').length, 2, 'its failed start, and that it was given up');
	t.ok(journal.lastId > MOST_INCIDENTS);
	t.equal(journal.get(journal.lastId)?.id, journal.lastId);
	t.equal(journal.get(5), undefined, 'one of the oldest of the other');
});

t.test('their output takes no more memory than it may: the oldest lose theirs', async (t) => {
	const lines = Array.from({ length: 50 }, () => `${'x'.repeat(2000)}\n`).join('');
	const pod = startPod(FILES, (self) => {
		self.after(1100, () => {
			self.print(lines);
			self.printError(lines);
			self.exit(1);
		});
	});
	for (let round = 0; round < 60; round++) await pod.pass(1100);
	const all = incidents(pod);
	t.ok(all.length > 50);
	const characters = all.flatMap(({ stdout, stderr }) => [...stdout, ...stderr]).join('').length;
	t.ok(characters <= 2 * 1024 * 1024, String(characters));
	t.strictSame(all[0]?.stdout, []);
	t.match(all[0], { reason: 'exit status 1 after 1 s' }, 'and nothing else');
	t.ok((all.at(-1)?.stdout.length ?? 0) > 20);
});

t.test('they outlive a restart in place', async (t) => {
	const pod = startPod(NOWHERE, CRASHES);
	await pod.pass(2000);
	const { watch, log, config } = pod.control.session;
	const next = new PodWatch({ config, system: pod.system, log, environment: {}, takeOver: watch });
	t.strictSame(next.incidents.all, watch.incidents.all);
	t.equal(next.incidents.lastId, 1);
	t.ok(next.availability.of('a:a', pod.system.clock.now()));
});

t.test('secrets of the program are not shown', async (t) => {
	const pod = startPod(`${NOWHERE}secrets=PASSWORD=/run/secrets/x`, (self) => {
		self.after(1100, () => {
			self.printError(`cannot log in with '${self.request.environment['PASSWORD']}'\n`);
			self.exit(1);
		});
	});
	await pod.pass(0);
	t.match(incidents(pod), [{ kind: 'start', reason: /can't read secret/ }], 'it is not there yet');
	pod.system.files.put('/run/secrets/x', 'hunter2\n');
	await pod.pass(3000);
	t.match(incidents(pod)[1], { kind: 'exit', stderr: ["cannot log in with '***'"] });
});
