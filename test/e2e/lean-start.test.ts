import { basename } from 'node:path';
import t from 'tap';
import { startPod } from './pod-under-test.ts';

/** They cost some milliseconds each. (As node:net does; but the stdout of this pod is a socket, which needs it.) */
const NOT_AT_THE_START = ['crypto', 'child_process', 'fs/promises', 'http', 'perf_hooks', 'v8', 'worker_threads'];

t.test('the first program starts before anything is loaded that it does not need', async (t) => {
	const pod = startPod(t, {
		files: {
			// The addon's spawn is the first thing that JavaScript cannot look into: what is loaded is noted when it is called.
			'look.cjs': `
const { dlopen } = process;
process.dlopen = (module, ...rest) => {
	dlopen(module, ...rest);
	const { spawn } = module.exports;
	module.exports.spawn = (...argv) => {
		module.exports.spawn = spawn;
		require('node:fs').writeFileSync('loaded', [...process.moduleLoadList, ...Object.keys(require.cache)].join('\\n'));
		return spawn(...argv);
	};
};
`,
		},
		preload: 'look.cjs',
		conf: `
[unix_http_server]
file=%(here)s/podvisord.sock
[program:steady]
command=sleep 1000
startsecs=0
`,
	});
	await pod.line(/success: steady/);
	const loaded = new Set(pod.read('loaded').split('\n'));
	t.ok(loaded.has('NativeModule fs'));
	t.strictSame(
		NOT_AT_THE_START.filter((name) => loaded.has(`NativeModule ${name}`)),
		[],
	);
	const files = [...loaded].filter((name) => name.includes('/podvisord')).map((path) => basename(path));
	t.strictSame(files, ['podvisord.js', 'podvisord-main.js'], 'nor a file of the bundle');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
