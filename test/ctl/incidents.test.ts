import t from 'tap';
import { formatIncident, formatIncidents } from '../../src/ctl/incidents/format-incident.ts';
import { NO_REFERENCE } from '../compat/pair.ts';
import { Scene } from './scene.ts';

t.test('incidents, one of them, and a history', async (t) => {
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl' });
	await scene.isUp();
	t.strictSame(
		[(await scene.run(['incidents'])).stdout, (await scene.run(['history', 'web'])).code],
		['nothing went wrong so far\n', 0],
	);
	await scene.run(['start', 'dies']);
	const all = await scene.run(['incidents']);
	t.equal(all.code, 0);
	t.match(
		all.stdout,
		/^1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}dies {2}did not start: exit status 3 after \d+ \w+, too soon; it stays down\n2 {2}.*dies {2}FATAL: given up after 1 failed start: .*\n$/,
	);
	t.equal((await scene.run(['incidents', 'dies', '-n', '1'])).stdout.split('\n').length, 2, 'only the latest');
	t.equal((await scene.run(['incidents', 'web'])).stdout, 'nothing went wrong so far\n');
	t.match(
		(await scene.run(['incidents', '1'])).stdout,
		/^incident 1: dies: .*\nprobes: none\nstderr:\n {2}last words\nstdout: none\n$/s,
	);
	t.match(
		(await scene.run(['history', 'dies'])).stdout,
		/^dies: FATAL\n {2}last hour {2}0.00 % available .* no restarts\n.*\n {2}1 .*\n {2}2 .*\n$/,
	);
	t.match(
		(await scene.run(['history', 'web'])).stdout,
		/^web: RUNNING\n {2}last hour {2}\d+\.\d\d % available \(up .*\n {2}last day .*\n {2}nothing went wrong so far\n$/,
	);
	t.match((await scene.run(['history', 'nofile'])).stdout, /last hour {2}it was not meant to be up/);

	for (const [line, code, pattern] of [
		['incidents 99', 4, /there is no incident 99/],
		['incidents nope', 4, /there is no process nope/],
		['incidents -n 0', 2, /1 or more/],
		['incidents --what', 2, /--what/],
		['history', 2, /takes the name of one process/],
		['history web dies', 2, /takes the name of one process/],
		['history nope', 4, /there is no process nope/],
		['history w:*', 4, /there is no process w:\*/],
	] as const) {
		const { stdout, code: status } = await scene.run(line.split(' '));
		t.equal(status, code, line);
		t.match(stdout, pattern, line);
	}
	t.match(JSON.parse((await scene.run(['--json', 'incidents', '1'])).stdout), {
		exit_status: 0,
		result: { id: 1, kind: 'start', stderr: ['last words'] },
	});
	t.match(JSON.parse((await scene.run(['--json', 'incidents'])).stdout), { result: [{ id: 1 }, { id: 2 }] });
	t.match(JSON.parse((await scene.run(['--json', 'history', 'dies'])).stdout), { result: { hour: { upMs: 0 } } });
});

t.test('a supervisord remembers nothing, and that is said', { skip: NO_REFERENCE }, async (t) => {
	const scene = new Scene(t, { daemon: 'supervisord', client: 'podctl' });
	await scene.isUp();
	for (const line of ['incidents', 'incidents 1', 'history web']) {
		const { stdout, code } = await scene.run(line.split(' '));
		t.equal(
			stdout,
			'error: this daemon does not remember what went wrong; it is a supervisord, or an older podvisord\n',
		);
		t.equal(code, 1);
	}
});

const INCIDENT = {
	id: 7,
	wallMs: Date.UTC(2026, 6, 31, 9, 5, 3),
	displayName: 'web',
	kind: 'unhealthy',
	reason: 'its liveness probe failed: \x1b[2Jgone',
	pid: 12,
	exit: 'terminated by SIGTERM',
	uptimeMs: 61_000,
	restarts: 2,
	willRestart: true,
	oomKilled: 'no',
	memoryBytes: 120 * 1024 * 1024,
	stdout: ['one\ttwo', 'bad \x9b2J'],
	stderr: [],
	probes: [{ kind: 'liveness', ok: false, latencyMs: 2000, message: 'timed out', wallMs: Date.UTC(2026, 6, 31, 9, 5) }],
};

t.test('whatever a daemon tells, a terminal obeys none of it', async (t) => {
	const lines = [...formatIncident(INCIDENT), ...formatIncidents([INCIDENT, { ...INCIDENT, id: 8 }])];
	for (const line of lines) t.notMatch(line, /[^\P{Cc}\t]/u);
	t.match(lines.join('\n'), /\\x1b\[2Jgone/);
	t.match(lines.join('\n'), / {2}one\ttwo\n {2}bad \\x9b2J/);
	t.match(lines.join('\n'), /liveness failed in 2000 ms: timed out/);
	t.match(
		lines.join('\n'),
		/uptime +1 min 1 s\n.*2 before; it is started again\n.*\n {2}memory +120 MiB when last measured/,
	);
});
