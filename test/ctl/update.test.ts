import t from 'tap';
import { Scene } from './scene.ts';

const program = (name: string, lines: string): string =>
	`[program:${name}]\ncommand=sleep 1000\nstartsecs=0\n${lines}\n`;
const workers = (count: number): string => program('w', `numprocs=${count}\nprocess_name=%(process_num)d`);

t.test('update tells its plan, does no more than that, and says why it cannot', async (t) => {
	const programs = program('kept', '') + program('other', '') + workers(2);
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl', programs });
	await scene.isUp();
	const pids = async (): Promise<string> => (await scene.run(['pid', 'kept', 'w:0', 'w:1'])).stdout;
	const before = await pids();

	scene.rewrite(program('kept', '') + program('other', 'umask=077') + workers(3) + program('fresh', ''));
	const plan = await scene.run(['update', '--dry-run']);
	t.strictSame(plan.stdout.trimEnd().split('\n').sort(), [
		'  fresh would be added',
		'  other would be restarted (umask)',
		'  w:2 would be added',
		'fresh: would be added',
		'other: would be changed',
		'w: would be changed',
	]);
	t.equal((await scene.run(['status', 'w:2'])).code, 4, 'nothing was done');

	const done = await scene.run(['update']);
	t.strictSame(done.stdout.trimEnd().split('\n').sort(), [
		'fresh: added process group',
		'other: stopped',
		'other: updated process group',
		'w: updated process group',
	]);
	t.equal(await pids(), before, 'those that did not change live on');
	t.equal((await scene.run(['wait', 'fresh', 'w:*', '--for=running'])).code, 0);
	t.equal((await scene.run(['update', '--dry-run'])).stdout, 'No config updates to processes\n');

	scene.rewrite(`${programs}\n[program:broken]\ncommand=%(nonsense)s\nautostart=perhaps\n`);
	const refused = await scene.run(['update']);
	t.equal(refused.stdout, 'error: nothing was updated: the new configuration cannot be used\n');
	const problems = refused.stderr.trimEnd().split('\n');
	t.match(problems, [/program:broken: autostart: /, /program:broken: command: /], 'each once, on a line of its own');
	t.equal(problems.length, 2);
	t.equal(refused.code, 1);
	t.equal(await pids(), before);
});
