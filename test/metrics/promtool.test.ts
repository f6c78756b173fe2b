/** Prometheus' own tool checks what is for Prometheus. */
import { spawnSync } from 'node:child_process';
import t from 'tap';

const CONF = new URL('../../conf/prometheus', import.meta.url).pathname;

for (const args of [
	['check', 'rules', 'podvisor.rules.yml'],
	['check', 'config', 'prometheus.yml'],
	['test', 'rules', 'podvisor.rules.test.yml'],
]) {
	t.test(`promtool ${args.join(' ')}`, async (t) => {
		const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: CONF, encoding: 'utf8' });
		t.equal(status, 0, `${stdout}${stderr}`);
		t.match(stdout, /SUCCESS/);
	});
}
