import t from 'tap';
import { startPod } from './pod-rig.ts';

const PROGRAM = (name: string, more = ''): string => `[program:${name}]\ncommand=/bin/${name}\nstartsecs=0\n${more}`;
const MANY = (count: number, more = ''): string =>
	`[program:a]\ncommand=/bin/a\nstartsecs=0\nnumprocs=${count}\nprocess_name=%(process_num)d\n${more}`;

t.test('only processes whose own options changed are restarted', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b') + PROGRAM('c'));
	await pod.pass(0);
	const [a, b] = [pod.pid('a:a'), pod.pid('b:b')];
	pod.edit(PROGRAM('a') + PROGRAM('b', 'exitcodes=0,1\n') + PROGRAM('d'));
	const update = pod.call('updateGroups');
	await pod.pass(100);
	await pod.pass(100);
	t.strictSame(await update, [
		{ name: 'a', change: 'kept', options: [], processes: [{ name: 'a', group: 'a', change: 'kept', options: [] }] },
		{
			name: 'b',
			change: 'changed',
			options: [],
			processes: [{ name: 'b', group: 'b', change: 'changed', options: ['exitcodes'], outcome: 'OK' }],
		},
		{
			name: 'd',
			change: 'added',
			options: [],
			processes: [{ name: 'd', group: 'd', change: 'added', options: [], outcome: 'OK' }],
		},
		{
			name: 'c',
			change: 'removed',
			options: [],
			processes: [{ name: 'c', group: 'c', change: 'removed', options: [] }],
		},
	]);
	t.equal(pod.pid('a:a'), a, 'kept');
	t.not(pod.pid('b:b'), b, 'restarted');
	t.equal(pod.state('b:b'), 'RUNNING');
	t.equal(pod.state('c:c'), undefined);
	t.equal(pod.state('d:d'), 'RUNNING');
	t.strictSame(await pod.call('reloadConfig'), [[[], [], []]], 'nothing is left to do');
});

t.test('a dry run tells the same plan and does nothing', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b'));
	await pod.pass(0);
	const pids = [pod.pid('a:a'), pod.pid('b:b')];
	pod.edit(PROGRAM('a', 'environment=TOKEN="hunter2"\n'));
	const plan = await pod.call('updateGroups', [], true);
	t.match(plan, [
		{ name: 'a', change: 'changed', processes: [{ change: 'changed', options: ['environment'] }] },
		{ name: 'b', change: 'removed' },
	]);
	t.notMatch(JSON.stringify(plan), /hunter2/);
	await pod.pass(1000);
	t.strictSame([pod.pid('a:a'), pod.pid('b:b')], pids);
	t.strictSame(await pod.call('reloadConfig'), [[[], ['a'], ['b']]]);
});

t.test('numprocs applies only its difference', async (t) => {
	const pod = startPod(MANY(3));
	await pod.pass(0);
	const pids = ['a:0', 'a:1'].map((key) => pod.pid(key));
	pod.edit(MANY(2));
	const fewer = pod.call('updateGroups');
	await pod.pass(100);
	await fewer;
	t.strictSame(
		['a:0', 'a:1'].map((key) => pod.pid(key)),
		pids,
	);
	t.equal(pod.state('a:2'), undefined);
	pod.edit(MANY(4));
	const more = pod.call('updateGroups');
	await pod.pass(100);
	await more;
	t.strictSame(
		['a:0', 'a:1'].map((key) => pod.pid(key)),
		pids,
	);
	t.strictSame(
		['a:2', 'a:3'].map((key) => pod.state(key)),
		['RUNNING', 'RUNNING'],
	);
});

t.test('another priority restarts nobody, and is followed', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b'));
	await pod.pass(0);
	const pids = [pod.pid('a:a'), pod.pid('b:b')];
	pod.edit(PROGRAM('a', 'priority=1000\n') + PROGRAM('b'));
	await pod.call('updateGroups');
	t.strictSame([pod.pid('a:a'), pod.pid('b:b')], pids);
	t.strictSame([...pod.control.session.pod.world.plan.startOrder], ['b:b', 'a:a']);
});

t.test('what a kept process goes on writing is in its log', async (t) => {
	const pod = startPod(PROGRAM('a', 'stdout_logfile=/var/log/a\n'), (self) =>
		self.after(5000, () => self.print('late\n')),
	);
	await pod.pass(1000);
	pod.edit(PROGRAM('a', 'stdout_logfile=/var/log/a\npriority=3\n'));
	await pod.call('updateGroups');
	await pod.pass(5000);
	t.equal(pod.system.files.content('/var/log/a'), 'late\n');
});

t.test('a changed process that was stopped stays so, and one without autostart is not started', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b', 'autostart=false\n'));
	const stop = pod.call('stopProcess', 'a');
	await pod.pass(100);
	await stop;
	pod.edit(
		PROGRAM('a', 'exitcodes=3\n') + PROGRAM('b', 'autostart=false\nexitcodes=3\n') + PROGRAM('c', 'autostart=false\n'),
	);
	await pod.call('updateGroups');
	t.strictSame(
		['a:a', 'b:b', 'c:c'].map((key) => pod.state(key)),
		['STOPPED', 'STOPPED', 'STOPPED'],
	);
});

t.test('a start that fails is told, and the rest is done', async (t) => {
	const pod = startPod(PROGRAM('a'), (self) => {
		if (self.request.argv[0] === '/bin/b') self.after(10, () => self.exit(1));
	});
	await pod.pass(0);
	pod.edit(`${PROGRAM('a', 'exitcodes=3\n')}[program:b]\ncommand=/bin/b\n${PROGRAM('c')}depends_on=b\n`);
	const update = pod.call('updateGroups');
	await pod.pass(100);
	await pod.pass(60_000);
	t.match(await update, [
		{ name: 'a', processes: [{ outcome: 'OK' }] },
		{ name: 'b', processes: [{ outcome: 'SPAWN_ERROR: b' }] },
		{ name: 'c', processes: [{ outcome: 'FAILED: c waits: b is not ready (FATAL)' }] },
	]);
});

t.test('who depends on what is restarted is stopped first where it is restarted too', async (t) => {
	const stopped: string[] = [];
	const pod = startPod(PROGRAM('a') + PROGRAM('b', 'depends_on=a\n'), (self) =>
		self.onSignal(15, () => {
			stopped.push(self.request.argv[0] ?? '');
			self.after(1000, () => self.exit(0));
		}),
	);
	await pod.pass(0);
	t.equal(pod.state('b:b'), 'RUNNING');
	pod.edit(PROGRAM('a', 'exitcodes=3\n') + PROGRAM('b', 'depends_on=a\nexitcodes=3\n'));
	const update = pod.call('updateGroups');
	await pod.pass(0);
	t.strictSame(stopped, ['/bin/b']);
	await pod.pass(1000);
	await pod.pass(1000);
	await pod.pass(1000);
	t.strictSame(stopped, ['/bin/b', '/bin/a']);
	t.match(await update, [{ processes: [{ outcome: 'OK' }] }, { processes: [{ outcome: 'OK' }] }]);
});

t.test('only the groups that are named are updated', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b') + PROGRAM('c'));
	await pod.pass(0);
	const a = pod.pid('a:a');
	pod.edit(PROGRAM('a', 'exitcodes=3\n') + PROGRAM('b', 'exitcodes=3\n') + PROGRAM('d'));
	const update = pod.call('updateGroups', ['b']);
	await pod.pass(100);
	t.match(await update, [{ name: 'b', change: 'changed' }]);
	t.equal(pod.pid('a:a'), a);
	t.strictSame(await pod.call('reloadConfig'), [[['d'], ['a'], ['c']]]);
	t.equal(await pod.faultOf('updateGroups', ['nope']), 'BAD_NAME: nope');
});

t.test(
	'groups of different readings that would wait for each other are refused before anything is stopped',
	async (t) => {
		const pod = startPod(PROGRAM('a', 'depends_on=b\n') + PROGRAM('b'));
		await pod.pass(0);
		await pod.pass(0);
		const pids = [pod.pid('a:a'), pod.pid('b:b')];
		pod.edit(PROGRAM('a') + PROGRAM('b', 'depends_on=a\n'));
		t.match(await pod.faultOf('updateGroups', ['b']), /^FAILED: each would wait for the next: .*update all groups$/);
		t.strictSame([pod.pid('a:a'), pod.pid('b:b')], pids);
		const update = pod.call('updateGroups');
		await pod.pass(100);
		await pod.pass(100);
		await pod.pass(100);
		t.match(await update, [{ processes: [{ outcome: 'OK' }] }, { processes: [{ outcome: 'OK' }] }]);
	},
);

t.test('a second update is refused until the first is done; so is adding and removing', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b', 'autostart=false\n'), (self) =>
		self.onSignal(15, () => self.after(3000, () => self.exit(0))),
	);
	await pod.pass(0);
	pod.edit(PROGRAM('a', 'exitcodes=3\n') + PROGRAM('c'));
	const { answer } = await pod.begin('updateGroups');
	const refusal = 'FAILED: an update is under way; try again when it is done';
	t.equal(await pod.faultOf('updateGroups'), refusal);
	t.equal(await pod.faultOf('addProcessGroup', 'c'), refusal);
	t.equal(await pod.faultOf('removeProcessGroup', 'b'), refusal);
	await pod.pass(3000);
	await pod.pass(100);
	t.equal(await answer, 'no fault');
	t.equal(await pod.faultOf('updateGroups'), 'no fault');
	t.equal(pod.state('c:c'), 'RUNNING');
});

t.test('a start that takes for ever keeps nobody from the next update', async (t) => {
	const pod = startPod(PROGRAM('b'));
	await pod.pass(0);
	pod.edit(`[program:a]\ncommand=/bin/a\nstartsecs=1000000\n${PROGRAM('b')}`);
	const { answer } = await pod.begin('updateGroups');
	await pod.pass(1000);
	t.equal(pod.state('a:a'), 'STARTING');
	pod.edit(PROGRAM('b') + PROGRAM('c'));
	const next = await pod.begin('updateGroups');
	await pod.pass(100);
	await pod.pass(100);
	t.equal(await next.answer, 'no fault');
	t.equal(pod.state('c:c'), 'RUNNING');
	t.equal(pod.state('a:a'), undefined);
	t.equal(await answer, 'no fault', 'the first one is told that its process is gone');
});

t.test('who starts a process that is being removed does not keep it', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b'), (self) =>
		self.onSignal(15, () => self.after(1000, () => self.exit(0))),
	);
	await pod.pass(0);
	pod.edit(PROGRAM('b'));
	const { answer } = await pod.begin('updateGroups');
	const start = await pod.begin('startProcess', 'a');
	for (let i = 0; i < 4; i++) await pod.pass(1000);
	t.equal(await answer, 'no fault');
	t.equal(pod.state('a:a'), undefined);
	t.match(await start.answer, /^(no fault|ABNORMAL_TERMINATION: a)$/);
});

t.test('a shutdown in the middle of an update ends it, and nothing is corrupted', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b'), (self) =>
		self.onSignal(15, () => self.after(1000, () => self.exit(0))),
	);
	await pod.pass(0);
	pod.edit(PROGRAM('a', 'exitcodes=3\n') + PROGRAM('c'));
	const { answer } = await pod.begin('updateGroups');
	pod.shutDown();
	t.equal(await answer, 'SHUTDOWN_STATE');
	for (let i = 0; i < 5; i++) await pod.pass(1000);
	t.ok(pod.control.session.pod.world.ended);
	t.equal(pod.system.processes.liveDescendants().length, 0);
	t.equal(pod.state('c:c'), undefined);
});

t.test('a process that may not be signalled stops the update, which can be tried again', async (t) => {
	const pod = startPod(PROGRAM('a') + PROGRAM('b'));
	await pod.pass(0);
	pod.edit(PROGRAM('b'));
	pod.system.faults.failNext('kill', 'EPERM', 1);
	t.equal(await pod.faultOf('updateGroups'), 'STILL_RUNNING: a');
	t.equal(pod.state('a:a'), 'UNKNOWN');
	const again = pod.call('updateGroups');
	await pod.pass(100);
	t.match(await again, [
		{ name: 'b', change: 'kept' },
		{ name: 'a', change: 'removed' },
	]);
	t.equal(pod.state('a:a'), undefined);
});

t.test('a bad file keeps everything as it is', async (t) => {
	const pod = startPod(PROGRAM('a'));
	await pod.pass(0);
	const a = pod.pid('a:a');
	pod.edit('[program:a]\ncommand=/bin/a\nstartsecs=x\n');
	t.match(await pod.faultOf('updateGroups'), /^CANT_REREAD: \/etc\/pod.conf:8: program:a: startsecs: "x"/);
	t.equal(pod.pid('a:a'), a);
	t.equal(
		await pod.faultOf('addProcessGroup', 'a'),
		'ALREADY_ADDED: a',
		'the old configuration is the one that counts',
	);
});

t.test('a removed process is forgotten: added again it begins anew', async (t) => {
	const pod = startPod(PROGRAM('a', 'autostart=false\n'), (self) => self.after(10, () => self.exit(3)));
	await pod.call('startProcess', 'a', false);
	await pod.call('stopProcess', 'a', false);
	await pod.pass(100);
	t.equal(await pod.call('removeProcessGroup', 'a'), true);
	t.equal(await pod.call('addProcessGroup', 'a'), true);
	t.match(await pod.call('listProcesses'), [
		{
			name: 'a',
			statename: 'STOPPED',
			description: 'Not started',
			starts: 0,
			restarts: 0,
			wanted: 'down',
			ready: false,
			exit: '',
		},
	]);
});

t.test('who is restarted while an update takes it out of use is not left behind', async (t) => {
	const pod = startPod(MANY(3, 'stopwaitsecs=1\n'), (self) => {
		// The second is stopped at once, the others take their time.
		if (self.count !== 2) self.onSignal(15, () => self.after(700, () => self.exit(0)));
	});
	await pod.pass(0);
	pod.edit('');
	const restart = await pod.begin('restartProcess', 'a:1', true);
	const update = await pod.begin('updateGroups');
	await pod.pass(5000);
	await Promise.all([restart.answer, update.answer]);
	t.strictSame(pod.system.processes.liveDescendants(), []);
	t.equal(pod.state('a:1'), undefined);
});
