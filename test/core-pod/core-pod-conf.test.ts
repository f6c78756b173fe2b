import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkConfig } from '../../src/config/check-config.ts';
import { NO_FLAGS } from '../../src/config/flags.ts';
import { formatProblem } from '../../src/config/format-problem.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { compareWithSupervisord } from '../config/compare-with-supervisord.ts';
import { nodeConfigSource } from '../config/node-config-source.ts';
import { NO_REFERENCE, SupervisordOracle } from '../config/supervisord-oracle.ts';
import { POD } from './run-program.ts';

const conf = readFileSync(join(POD, '../core-pod.conf'), 'utf8');
const nginxConf = readFileSync(join(POD, 'nginx.conf'), 'utf8');
const startNginx = readFileSync(join(POD, 'start-nginx'), 'utf8');

/** The value of `key` in a section, comments left out. */
function value(section: string, key: string): string {
	const body = conf.split(/^\[/m).find((part) => part.startsWith(`${section}]`)) ?? '';
	return new RegExp(`^${key}=(.*(?:\\n[ \\t].*)*)`, 'm').exec(body)?.[1] ?? '';
}

t.test('everybody has the time to stop that the budget gives', async (t) => {
	const programs = ['program:auth-service', 'program:user-service', 'program:nginx'];
	const waits = programs.map((program) => Number(value(program, 'stopwaitsecs')));
	const budget = Number.parseInt(value('supervisord', 'shutdown_timeout'), 10);
	t.equal(waits.reduce((sum, wait) => sum + wait, 0) <= budget, true, `${waits} within ${budget}`);
	t.equal(budget < 10, true, 'Docker gives 10 s');
	for (const service of programs.slice(0, 2)) {
		const drainMs = Number(/DRAIN_MS="(\d+)"/.exec(value(service, 'environment'))?.[1]);
		t.equal(drainMs < Number(value(service, 'stopwaitsecs')) * 1000, true, `${service} drains before it is killed`);
	}
	const workersMs = Number(/worker_shutdown_timeout (\d+)s;/.exec(nginxConf)?.[1]) * 1000;
	t.equal(workersMs < Number(value('program:nginx', 'stopwaitsecs')) * 1000, true, 'nginx drains before it is killed');
	// The gateway that stands in for nginx has lifecycle.mjs' own DRAIN_MS.
	t.equal(4000 < Number(value('program:nginx', 'stopwaitsecs')) * 1000, true);
});

t.test(
	'the defaults are one pod: nginx asks where the services listen, and listens where readiness looks',
	async (t) => {
		const inConf = Object.fromEntries(
			[...conf.matchAll(/%\(ENV_(\w+):-(.*?)\)s/g)].map(([, name = '', text]) => [name, text]),
		);
		const shared = [...startNginx.matchAll(/\$\{(\w+):-(.+?)\}/g)].filter(([, name = '']) => name in inConf);
		for (const [, name = '', text] of shared) t.equal(text, inConf[name], name);
		t.same(shared.map(([, name]) => name).sort(), [
			'CORE_POD_AUTH_SERVICE_PORT',
			'CORE_POD_GATEWAY_PORT',
			'CORE_POD_RUN_DIR',
			'CORE_POD_USER_SERVICE_PORT',
		]);
		t.equal(value('supervisorctl', 'serverurl'), 'unix:///tmp/supervisor.sock');
		t.equal(value('unix_http_server', 'file'), '%(ENV_CORE_POD_RUN_DIR:-/tmp)s/supervisor.sock');
	},
);

/** The file as supervisord can read it: every %(ENV_X:-default)s written out, and folders and users that any machine has. */
function writtenOut(directory: string): string {
	const values: Readonly<Record<string, string>> = {
		CORE_POD_LOG_DIR: directory,
		CORE_POD_USER: 'root',
	};
	const text = conf.replaceAll(/%\(ENV_(\w+):-(.*?)\)s/g, (_, name: string, text: string) => values[name] ?? text);
	const folder = join(directory, 'conf');
	mkdirSync(join(folder, 'core-pod'), { recursive: true });
	writeFileSync(join(folder, 'core-pod.conf'), text);
	return join(folder, 'core-pod.conf');
}

t.test('without defaults in expansions it is a file of supervisord 4.2.5', { skip: NO_REFERENCE }, async (t) => {
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	const compared = await compareWithSupervisord(oracle, writtenOut(t.testdir({})), {
		PATH: '/usr/bin:/bin',
		HOME: '/root',
	});
	t.equal(compared.refusal, undefined);
	t.same(compared.problems, []);
	t.same(compared.differences, []);
	t.equal(compared.processes, 3);
});

t.test('the whole pod is watched, and --check has nothing to say but what supervisord would ignore', async (t) => {
	const source = nodeConfigSource({ environment: {} });
	const loaded = loadConfig(writtenOut(t.testdir({})), NO_FLAGS, source);
	if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
	t.match(checkConfig(loaded, source).map(formatProblem), [/settings are Podvisor's own/]);
	t.equal(checkConfig(loaded, source).length, 1);
	const { config } = loaded;
	t.same(config.warnings, []);
	const processes = config.groups.flatMap((group) => group.processes);
	for (const { name, readiness, liveness, memory, health } of processes) {
		t.same(readiness, liveness, name);
		t.match(liveness, { type: 'http', url: /^http:\/\/127\.0\.0\.1(:\d+)?\/health$/ }, `${name} is asked itself`);
		t.same(memory, { warningBytes: 160 * 1024 ** 2, limitBytes: 200 * 1024 ** 2, action: 'restart' }, name);
		t.equal(health.timeoutMs < health.intervalMs, true, name);
	}
	t.match(config.probeServer, { host: '0.0.0.0', port: 9180, environment: 'production' });
	t.match(config.memoryWatcher, { watchesPod: true, metricsFile: /\/memory_metrics\.json$/ });
	t.ok(config.diskWatcher);
	t.match(config.alerts, [{ name: 'file', sink: { type: 'file', path: /\/alerts\.json$/ }, programs: [] }]);
});
