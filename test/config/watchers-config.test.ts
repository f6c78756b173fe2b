import t from 'tap';
import type { Config } from '../../src/config/config.ts';
import { adviceOn, configOf, problemsOf, warningsOf } from './memory-config-source.ts';

const MAIN = '[supervisord]\n';

function probeServer(options: string, environment: Record<string, string> = {}): Config['probeServer'] {
	return configOf(`${MAIN}[probe_server]\n${options}\n`, { source: { environment } }).probeServer;
}

t.test('what is not written does not watch', async (t) => {
	const { probeServer, memoryWatcher, diskWatcher, alerts } = configOf(`[DEFAULT]\nwarning=x\ninterval=0\n${MAIN}`);
	t.same([probeServer, diskWatcher, alerts], [undefined, undefined, []]);
	t.same(memoryWatcher, {
		watchesPod: false,
		warning: 0.85,
		critical: 0.95,
		intervalMs: 10_000,
		sustainedMs: 30_000,
		metricsFile: undefined,
	});
});

t.test('the probe server listens on every interface, unless it is told otherwise', async (t) => {
	t.same(probeServer(''), { host: '0.0.0.0', port: 9180, environment: 'production' });
	for (const all of ['9180', ':9180', '*:9180']) t.same(probeServer(`listen=${all}`)?.host, '', all);
	t.match(probeServer('listen=0.0.0.0:1'), { host: '0.0.0.0', port: 1 });
	t.match(probeServer('listen=127.0.0.1:65535'), { host: '127.0.0.1', port: 65_535 });
	t.match(probeServer('listen=[::1]:80'), { host: '::1', port: 80 });
	t.match(probeServer('listen=[::]:80'), { host: '::', port: 80 });
	t.match(probeServer('listen=LOCALHOST:80'), { host: 'localhost', port: 80 });
	for (const text of ['', '0', '65536', 'x', '::1:80', 'http://h:1', 'h:1/x', '*', '1.2.3.4']) {
		t.same(
			problemsOf(`${MAIN}[probe_server]\nlisten=${text}\n`),
			[
				`pod.conf:3: probe_server: listen: "${text}" is no address to listen on; write host:port with a port from 1 to 65535, as in 127.0.0.1:9180, [::1]:9180, or *:9180 for all interfaces`,
			],
			text,
		);
	}
});

t.test('the probe server knows what environment it is in', async (t) => {
	t.equal(probeServer('', { ENVIRONMENT: 'staging' })?.environment, 'staging');
	t.equal(probeServer('environment=dev %(ENV_X:-1)s')?.environment, 'dev 1');
	const { probeServer: server } = configOf(`[DEFAULT]\nenvironment=TOKEN="hunter2"\n${MAIN}[probe_server]\n`);
	t.equal(server?.environment, 'production', 'variables for programs are none of the public business');
	t.same(
		adviceOn(`${MAIN}[probe_server]\nenvironment=a b c d e\n`).filter((line) => !/own \(/.test(line)),
		[],
		'nor is it a list of variables',
	);
});

t.test('reads the watchers, with shares in either way of writing', async (t) => {
	const { memoryWatcher, diskWatcher } = configOf(
		`${MAIN}[memory_watcher]\nwarning=0.5\ncritical=60%%\ninterval=1s\nsustained=0\nmetrics_file=%(here)s/m.json\n[disk_watcher]\npaths=/, ~/x,\n\trelative,/\nwarning=.5\ncritical=99.5%\ninterval=1m\n`,
	);
	t.same(memoryWatcher, {
		watchesPod: true,
		warning: 0.5,
		critical: 0.6,
		intervalMs: 1000,
		sustainedMs: 0,
		metricsFile: '/etc/m.json',
	});
	t.same(diskWatcher, {
		paths: ['/', '/home/ann/x', '/etc/relative'],
		warning: 0.5,
		critical: 0.995,
		intervalMs: 60_000,
	});
	const defaults = configOf(`${MAIN}[memory_watcher]\n[disk_watcher]\n`);
	t.same(defaults.diskWatcher, { paths: [], warning: 0.8, critical: 0.9, intervalMs: 60_000 });
	t.match(defaults.memoryWatcher, { watchesPod: true, warning: 0.85, critical: 0.95 });
});

t.test('refuses watchers that cannot be meant', async (t) => {
	t.same(
		problemsOf(
			`${MAIN}[memory_watcher]\nwarning=99%\ninterval=999ms\nsustained=x\n[disk_watcher]\ncritical=79%\nwarning=101%\ninterval=0\n`,
		),
		[
			'pod.conf:3: memory_watcher: warning: is above critical (99%, and 95%); write the smaller of the two here',
			'pod.conf:4: memory_watcher: interval: "999ms" is not between 1s and 24h; write a duration from 1s to 24h',
			'pod.conf:5: memory_watcher: sustained: "x" is not a duration; write seconds, or a number with ms, s, m or h: 9s, 500ms, 1m30s',
			'pod.conf:8: disk_watcher: warning: "101%" is not a share from 0 to 1; write 0.2 or 20% for a fifth',
			'pod.conf:8: disk_watcher: warning: is above critical (80%, and 79%); write the smaller of the two here',
			'pod.conf:9: disk_watcher: interval: "0" is not between 1s and 24h; write a duration from 1s to 24h',
		],
	);
});

t.test('warns of folders that do not exist', async (t) => {
	t.same(warningsOf(`${MAIN}[memory_watcher]\nmetrics_file=/nowhere/m.json\n[disk_watcher]\npaths=/tmp,/gone\n`), [
		'pod.conf:3: memory_watcher: metrics_file: "/nowhere/m.json" lies in a directory that does not exist; create /nowhere, or write another path',
		'pod.conf:5: disk_watcher: paths: "/gone" does not exist; create it, or write another path; it is looked for each time',
	]);
});

t.test('--check names whole sections that only Podvisor knows', async (t) => {
	t.same(
		adviceOn(`${MAIN}[memory_watcher]\nwarning=80%\n[alert:x]\ntype=file\n[program:web]\ncommand=x\nhealth=notify\n`),
		[
			"pod.conf:2: memory_watcher: 3 settings are Podvisor's own ([memory_watcher], [alert:x], health); supervisord would ignore them",
		],
	);
});

t.test('refuses a probe server on the address of the server that controls', async (t) => {
	const pod = (inet: string, probe: string): string =>
		`${MAIN}[inet_http_server]\nport=${inet}\n[probe_server]\nlisten=${probe}\n`;
	const open = (inet: string): string => `${inet}\nallow_unauthenticated=true`;
	t.same(problemsOf(pod('127.0.0.1:9001', '127.0.0.1:9001')), [
		'pod.conf:5: probe_server: listen: is the address of [inet_http_server], too (port 9001), and only one of them could listen there; write another port',
	]);
	for (const [inet, probe] of [
		['127.0.0.1:9001', '*:9001'],
		['127.0.0.1:9001', '9001'],
		['127.0.0.1:9001', '0.0.0.0:9001'],
		['127.0.0.1:9001', '[::]:9001'],
		['localhost:9001', 'localhost:9001'],
		// Without a password it listens on 127.0.0.1 alone.
		['*:9001', '127.0.0.1:9001'],
		['10.0.0.1:9001', '127.0.0.1:9001'],
		[open('*:9001'), '127.0.0.1:9001'],
		[open('*:9001'), '10.0.0.1:9001'],
		['*:9001\nusername=u\npassword=p', '10.0.0.1:9001'],
	] as const) {
		t.match(problemsOf(pod(inet, probe)), [/probe_server: listen: is the address/], `${inet} ${probe}`);
	}
	for (const [inet, probe] of [
		['127.0.0.1:9001', '127.0.0.1:9002'],
		['127.0.0.1:9001', '10.0.0.1:9001'],
		['*:9001', '10.0.0.1:9001'],
		['127.0.0.1:9001', '[::1]:9001'],
		[open('*:9001'), '[::1]:9001'],
	] as const) {
		t.same(problemsOf(pod(inet, probe)), [], `${inet} ${probe}`);
	}
});
