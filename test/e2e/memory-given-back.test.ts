import t from 'tap';
import { startPod } from './pod-under-test.ts';

const COUNTING = `
const { dlopen } = process;
process.dlopen = (module, ...rest) => {
	dlopen(module, ...rest);
	const { trimHeap } = module.exports;
	module.exports.trimHeap = () => {
		require('node:fs').appendFileSync('trimmed', 'x');
		return trimHeap();
	};
};
`;

const CONF = '[program:steady]\ncommand=sleep 1000\nstartsecs=0\n';

t.test(
	'once a start has settled, the memory that it took is given back; and so after a restart in place',
	async (t) => {
		const pod = startPod(t, { files: { 'count.cjs': COUNTING }, preload: 'count.cjs', conf: CONF });
		await pod.until(() => pod.has('trimmed'), 'the memory to be given back');
		t.equal(pod.read('trimmed'), 'x');
		pod.signal('SIGHUP');
		await pod.until(() => pod.read('trimmed') === 'xx', 'the memory to be given back again');
		t.equal(pod.lines(/spawned: 'steady'/).length, 2);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);
