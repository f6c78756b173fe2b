import t from 'tap';
import { NO_REFERENCE } from '../compat/pair.ts';
import { Scene } from './scene.ts';

const LINES: readonly (readonly [line: string, shape: object])[] = [
	['status', { exit_status: 3, result: [{ name: 'dies', group: 'dies', statename: 'STOPPED' }], errors: [] }],
	['status nope', { exit_status: 4, result: [], errors: [{ code: 'BAD_NAME', name: 'nope' }] }],
	['pid', { result: { pid: Number } }],
	['pid web nope', { exit_status: 1, result: { processes: [{ name: 'web' }] }, errors: [{ code: 'BAD_NAME' }] }],
	['version', { exit_status: 0, result: { version: '4.2.5' } }],
	['avail', { result: [{ name: String, inuse: Boolean }] }],
	['reread', { result: { added: [], changed: [], removed: [] } }],
	['update --dry-run', { result: { dry_run: true } }],
	['update', { result: { dry_run: false } }],
	['stop web', { result: { processes: [{ name: 'web', status: 80, fault: '' }] } }],
	['stop web', { exit_status: 0, result: { processes: [{ status: 70, fault: 'NOT_RUNNING' }] } }],
	['start web', { exit_status: 0, result: { processes: [{ name: 'web' }], failures: [] } }],
	[
		'start dies',
		{
			exit_status: 7,
			result: { failures: [{ name: 'dies', reason: String, last_lines: ['last words'] }] },
			errors: [{ code: 'SPAWN_ERROR', name: 'dies' }],
		},
	],
	['restart web', { result: { stopped: { processes: [{}] }, started: { processes: [{}], failures: [] } } }],
	['signal CONT web', { result: { processes: [{ status: 80 }] } }],
	['tail web', { result: { name: 'web', log: /speaks/ } }],
	['tail nope', { exit_status: 1, result: null, errors: [{ code: 'BAD_NAME' }] }],
	['tail', { exit_status: 1, errors: [{ code: 'USAGE' }] }],
	['maintail', { result: { log: /success: web/ } }],
	['clear web', { result: { processes: [{ name: 'web' }] } }],
	['remove dies', { result: { removed: ['dies'] } }],
	['add dies', { result: { added: ['dies'] } }],
	['wait web --for=running', { exit_status: 0, result: { met: true, processes: [{ name: 'web', reached: true }] } }],
	['help', { result: [{ name: String, summary: String }] }],
	['help stop', { result: { name: 'stop' } }],
	['completion bash', { result: { shell: 'bash', script: String } }],
	['nonsense', { exit_status: 1, errors: [{ code: 'USAGE' }] }],
	['fg nope', { exit_status: 1, errors: [{ code: 'BAD_NAME' }] }],
	['quit', { exit_status: 0 }],
	['open unix:///nonexistent.sock', { exit_status: 0, errors: [{ code: 'UNREACHABLE' }] }],
	['shutdown', { result: { shut_down: true } }],
];

for (const daemon of ['supervisord', 'podvisord'] as const) {
	const skip = daemon === 'supervisord' && NO_REFERENCE;
	t.test(`each command has a form in JSON, with ${daemon}`, { skip }, async (t) => {
		const scene = new Scene(t, { daemon, client: 'podctl' });
		await scene.isUp();
		for (const [line, shape] of LINES) {
			const { stdout, stderr, code } = await scene.run([...line.split(' '), '--json']);
			t.equal(stderr, '', `${line}: nothing beside it`);
			const found = JSON.parse(stdout);
			t.match(found, shape, line);
			t.strictSame(Object.keys(found), ['command', 'exit_status', 'result', 'errors'], line);
			t.equal(found.exit_status, code, line);
		}
		await scene.rival.exited;
		const { stdout, code } = await scene.run(['--json', 'status']);
		t.match([JSON.parse(stdout), code], [{ exit_status: 4, errors: [{ code: 'UNREACHABLE' }] }, 4]);
	});
}
