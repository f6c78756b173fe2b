import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startPod } from './pod-under-test.ts';

const OURS = '/etc/podvisor/podvisor.conf';

t.test(
	'which configuration was found is told in the log, where none was named',
	{ skip: existsSync(OURS) && `${OURS} would be found first` },
	async (t) => {
		const found = '[supervisord]\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=%(here)s/podvisord.pid\n';
		const pod = startPod(t, { conf: '', files: { 'supervisord.conf': found }, args: ['-n'] });
		await pod.line(/started with pid/);
		const place = join(pod.dir, 'supervisord.conf');
		t.equal(pod.lines(/INFO reads /).length, 1);
		t.match(pod.lines(/INFO reads /)[0], `INFO reads ${place}, which was found, for -c names none`);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test('of a configuration that was named nothing is told', async (t) => {
	const pod = startPod(t, { conf: '' });
	await pod.line(/started with pid/);
	t.strictSame(pod.lines(/INFO reads /), []);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
