/**
 * docker/compose.yaml as it is, on a real engine: the pod, Prometheus and Alertmanager, the latter two from Debian's
 * packages. Grafana, Loki and Alloy are not there; what Alloy would read and send is read as it would, and looked at.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Container } from '../../docker/acceptance/container.ts';
import { dockerOutput } from '../../docker/acceptance/engine.ts';
import { untilTrue } from '../../docker/acceptance/until-true.ts';
import { readAlloyConfig } from '../deployment/read-alloy-config.ts';
import { ROOT, serviceOf } from '../deployment/read-compose.ts';
import { ComposeProject, standIn } from './compose/compose-project.ts';

const POD = process.env['PODVISOR_IMAGE'] ?? 'core-pod:test';
const WAIT_MS = 120_000;

/** Asked each second, and not each quarter of a minute. */
const QUICK = `services:
  prometheus:
    volumes: ['$DIR/prometheus.yml:/etc/prometheus/prometheus.yml:ro']
`;

interface Alert {
	readonly labels: Readonly<Record<string, string>>;
}

/** Asked from within: not every engine's networks are reached from where its client runs. */
const ASK = `const [url, init] = process.argv.slice(1);
const answer = await fetch(url, JSON.parse(init));
if (!answer.ok) throw new Error(url + ': ' + answer.status);
console.log(await answer.text());`;

/** What the pod gets from `url`. */
async function ask(pod: Container, url: string, init: RequestInit = {}): Promise<string> {
	const argv = ['node', '--input-type=module', '--eval', ASK, url, JSON.stringify(init)];
	const { status, stdout, stderr } = await pod.exec(argv);
	if (status !== 0) throw new Error(`${url}: ${stderr}`);
	return stdout;
}

/** Logs in at the front door, once it is open, and tells whether `secret` signed the token. */
async function isSignedWith(pod: Container, secret: string): Promise<boolean> {
	const body = JSON.stringify({ username: 'alice', password: 'wonderland' });
	const headers = { 'content-type': 'application/json' };
	const answer = await ask(pod, 'http://127.0.0.1/auth/login', { method: 'POST', body, headers });
	const { token } = JSON.parse(answer) as { token: string };
	const [claims = '', mac] = token.split('.');
	return mac === createHmac('sha256', secret).update(claims).digest('base64url');
}

async function untilUp(pod: Container): Promise<void> {
	await pod.untilLog(/"event":"ready","process":"nginx"/, WAIT_MS);
}

/** The pid of a program that has been RUNNING for its startsecs. */
async function runningPid(pod: Container, program: string): Promise<string | undefined> {
	const { stdout } = await pod.exec(['podctl', 'status', program]);
	return /RUNNING +pid (\d+)/.exec(stdout)?.[1];
}

t.test('the stack comes up confined, is watched, keeps its secret, and stops in time', async (t) => {
	const secret = randomBytes(24).toString('hex');
	const environment = {
		CORE_POD_IMAGE: POD,
		PROMETHEUS_IMAGE: await standIn('prometheus'),
		ALERTMANAGER_IMAGE: await standIn('alertmanager'),
	};
	const project = new ComposeProject(t, { name: 'core-pod-compose', environment, override: QUICK });
	chmodSync(project.dir, 0o755);
	const config = readFileSync(join(ROOT, 'docker/compose/prometheus.yml'), 'utf8');
	writeFileSync(join(project.dir, 'prometheus.yml'), config.replaceAll('_interval: 15s', '_interval: 1s'));
	writeFileSync(join(project.dir, 'secret'), `${secret}\n`);
	project.set('AUTH_SECRET_FILE', join(project.dir, 'secret'));

	await project.up(['core-pod', 'prometheus', 'alertmanager']);
	const [pod, prometheus, alertmanager] = await Promise.all(
		['core-pod', 'prometheus', 'alertmanager'].map((service) => project.container(service)),
	);
	if (pod === undefined || prometheus === undefined || alertmanager === undefined) throw new Error('not up');
	await untilUp(pod);
	const api = 'http://prometheus:9090/api/v1';

	await t.test('each is healthy by the words of the file', async () => {
		for (const [service, container] of [
			['prometheus', prometheus],
			['alertmanager', alertmanager],
		] as const) {
			const { test } = serviceOf(service)['healthcheck'] as { test: readonly string[] };
			const isHealthy = async () => (await container.exec(test.slice(1))).status === 0;
			await untilTrue(`${service} to be healthy`, isHealthy, WAIT_MS);
		}
		await pod.untilHealth('healthy', WAIT_MS);
	});

	await t.test('its limits are set, and nothing but its places can be written', async (t) => {
		for (const container of [pod, prometheus, alertmanager]) {
			const { HostConfig } = await container.inspect();
			t.match(HostConfig, { ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges:true'] });
		}
		const { HostConfig, Config, NetworkSettings } = await pod.inspect();
		const memory = 768 * 1024 * 1024;
		t.match(HostConfig, { Memory: memory, MemorySwap: memory, NanoCpus: 1e9, PidsLimit: 192 });
		t.match(Config, { StopTimeout: 10, User: '10001:0' });
		const { Ports } = NetworkSettings as unknown as { Ports: Readonly<Record<string, unknown>> };
		t.equal(Ports['9180/tcp'] ?? null, null, 'the probes are not published');
		t.match((await pod.exec(['touch', '/etc/podvisor/x'])).stderr, /Read-only file system/);
		t.equal((await pod.exec(['sh', '-c', 'echo x >/tmp/x && rm /tmp/x'])).status, 0);
		t.match((await pod.exec(['grep', '-E', '^(CapEff|NoNewPrivs)', '/proc/1/status'])).stdout, /0{16}\s+.*\s1$/m);
	});

	await t.test('the secret signs the tokens, is in auth-service alone, and is told nowhere', async (t) => {
		t.ok(await isSignedWith(pod, secret));
		const who = await pod.exec([
			'sh',
			'-c',
			'for p in /proc/[0-9]*; do grep -qsz ^AUTH_SECRET= $p/environ && tr "\\0" " " <$p/cmdline; done; true',
		]);
		t.equal(who.stdout.trim(), 'node auth-service.mjs');
		const told = [
			await pod.logs(),
			JSON.stringify(await pod.inspect()),
			(await pod.exec(['sh', '-c', 'cat /var/log/supervisor/* /tmp/*.json; podctl history; podctl status'])).stdout,
			await ask(pod, 'http://127.0.0.1:9180/metrics'),
		];
		for (const text of told) {
			t.ok(text.length > 100);
			t.notOk(text.includes(secret));
		}
	});

	await t.test('Prometheus scrapes the pod by its name, with the rules that are shipped', async (t) => {
		const scraped = async () => {
			const { data } = JSON.parse(await ask(pod, `${api}/targets`)) as {
				data: { activeTargets: { scrapePool: string; health: string }[] };
			};
			const up = data.activeTargets.filter(({ health }) => health === 'up').map(({ scrapePool }) => scrapePool);
			return ['podvisor', 'prometheus', 'alertmanager'].every((job) => up.includes(job));
		};
		await untilTrue('Prometheus to scrape', scraped, WAIT_MS);
		const { data } = JSON.parse(await ask(pod, `${api}/rules`)) as {
			data: { groups: { rules: { name: string }[] }[] };
		};
		const rules = readFileSync(join(ROOT, 'conf/prometheus/podvisor.rules.yml'), 'utf8');
		t.same(
			data.groups.flatMap((group) => group.rules.map(({ name }) => name)).sort(),
			[...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name).sort(),
		);
	});

	await t.test('a service that is killed again and again is an alert in Alertmanager', async (t) => {
		const told = async () => {
			const query = ['amtool', '--alertmanager.url=http://127.0.0.1:9093', '--output=json', 'alert', 'query'];
			const { status, stdout } = await alertmanager.exec(query);
			if (status !== 0) throw new Error(stdout);
			return (JSON.parse(stdout) as Alert[]).filter(({ labels }) => labels['alertname'] === 'PodvisorRestartLoop');
		};
		let killed: string | undefined;
		await untilTrue(
			'PodvisorRestartLoop at Alertmanager',
			async () => {
				const pid = await runningPid(pod, 'user-service');
				if (pid !== undefined && pid !== killed) {
					killed = pid;
					await pod.exec(['sh', '-c', `kill -9 ${pid}`]);
				}
				return (await told()).length > 0;
			},
			WAIT_MS,
		);
		t.match(await told(), [{ labels: { job: 'podvisor', instance: 'core-pod:9180', program: 'user-service' } }]);
		t.equal((await told()).length, 1);
	});

	await t.test(
		"who reads as Alloy does finds each program's lines, with the labels of its configuration",
		async (t) => {
			const { labels } = readAlloyConfig();
			const asAlloy = [
				'--user',
				serviceOf('alloy').user,
				'--read-only',
				'--cap-drop=ALL',
				'--network=none',
				'--entrypoint=sh',
			];
			const volume = `${project.name}_core-pod-logs:/var/log/core-pod:ro`;
			const shell = 'grep -H "" /var/log/core-pod/*; ! touch /var/log/core-pod/x 2>/dev/null';
			const text = await dockerOutput(['run', '--rm', ...asAlloy, '--volume', volume, POD, '-c', shell]);
			const programs = new Set<unknown>();
			for (const line of text.split('\n')) {
				const [, path = '', said = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
				const found = labels(path, said);
				programs.add(found?.['program']);
				// nginx's own errors are text.
				if (found?.['program'] === 'nginx' && !said.startsWith('{')) continue;
				const { time } = JSON.parse(said) as { time: string };
				if (Number.isNaN(Date.parse(time))) t.fail(`${said}: no time`);
				if (found?.['program'] !== 'nginx' && found?.['level'] === undefined) t.fail(`${said}: no level`);
			}
			t.same([...programs].sort(), ['auth-service', 'nginx', 'podvisord', 'user-service']);
		},
	);

	await t.test('what the container prints is JSON, line by line, of each program', async (t) => {
		const programs = new Set<string>();
		for (const line of (await pod.logs()).trim().split('\n')) {
			const { program, stream, level } = JSON.parse(line) as Readonly<Record<string, string>>;
			programs.add(program ?? '');
			if (program === 'podvisord' ? level === undefined : stream === undefined) t.fail(line);
		}
		t.same([...programs].sort(), ['auth-service', 'nginx', 'podvisord', 'user-service']);
	});

	await t.test('all stop by themselves within their grace', async (t) => {
		await project.run(['stop']);
		for (const container of [pod, prometheus, alertmanager]) {
			t.match((await container.inspect()).State, { ExitCode: 0, OOMKilled: false, Running: false });
		}
		t.notMatch(await pod.logs(), /"event":"killing"/, 'and nobody had to be killed');
	});
});

t.test('without a secret the pod starts as well, and makes one up', async (t) => {
	const project = new ComposeProject(t, { name: 'core-pod-plain', environment: { CORE_POD_IMAGE: POD } });
	await project.up(['core-pod']);
	const pod = await project.container('core-pod');
	await untilUp(pod);
	t.notOk(await isSignedWith(pod, ''), 'and an empty one it is not');
});
