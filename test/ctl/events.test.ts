import t from 'tap';
import { NO_REFERENCE } from '../compat/pair.ts';
import { Scene } from './scene.ts';

t.test('events are shown as they happen, for people and as JSON', async (t) => {
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl' });
	await scene.isUp();
	const follow = async (json: readonly string[]): Promise<string> => {
		let isOver = false;
		// A tick every five seconds tells that the stream is open.
		const { stdout } = await scene.run(['events', '--follow', 'TICK_5', 'PROCESS_STATE_STOPPED', ...json], {
			onOutput(text, child) {
				if (isOver) return;
				if (text.includes('PROCESS_STATE_STOPPED')) {
					isOver = true;
					child.kill('SIGINT');
				} else if (text.includes('TICK_5')) {
					void scene.run(['restart', 'web']);
				}
			},
		});
		return stdout;
	};
	t.match(await follow([]), /^\d\d:\d\d:\d\d PROCESS_STATE_STOPPED .*processname=web .*from_state=STOPPING/m);
	const events = (await follow(['--json']))
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	t.match(events.at(-1), { event: 'PROCESS_STATE_STOPPED', processname: 'web' });
	const { stdout, code } = await scene.run(['events', '--follow', 'NO_SUCH_EVENT']);
	t.match([stdout, code], [/there is no event called NO_SUCH_EVENT/, 1]);
});

t.test('a supervisord tells no events, which is said', { skip: NO_REFERENCE }, async (t) => {
	const scene = new Scene(t, { daemon: 'supervisord', client: 'podctl' });
	await scene.isUp();
	const { stdout, code } = await scene.run(['events', '--follow']);
	t.match([stdout, code], [/does not tell what happens; it is a supervisord/, 1]);
});
