/** docker/compose.yaml and docker/compose/: every reference leads somewhere, and nothing has more than it needs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { NO_FLAGS } from '../../src/config/flags.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { nodeConfigSource } from '../config/node-config-source.ts';
import { readAlloyConfig } from './read-alloy-config.ts';
import {
	type ComposeService,
	hostPath,
	mountedFile,
	mountsOf,
	ROOT,
	readCompose,
	readYaml,
	serviceOf,
} from './read-compose.ts';

const compose = readCompose();
const services = Object.entries(compose.services);
const conf = readFileSync(join(ROOT, 'conf/core-pod.conf'), 'utf8');

const service = (name: string): ComposeService => serviceOf(name, compose);

/** `host:port` as it stands: the service is there, and on a network with who asks. */
function isReached(asker: string, target: string): boolean {
	const [host = ''] = target.split(':');
	if (host === '127.0.0.1') return true;
	return service(host).networks.some((network) => service(asker).networks.includes(network));
}

interface AlertRules {
	readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
}

interface PrometheusConfig {
	readonly rule_files: readonly string[];
	readonly alerting: {
		readonly alertmanagers: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[];
	};
	readonly scrape_configs: readonly {
		readonly job_name: string;
		readonly static_configs: readonly { readonly targets: readonly string[] }[];
	}[];
}

interface AlertmanagerConfig {
	readonly route: { readonly receiver: string };
	readonly receivers: readonly Readonly<Record<string, unknown>>[];
	readonly inhibit_rules: unknown;
}

t.test('everybody is confined: no root, nothing written but where it is said, and bounds for all', async (t) => {
	for (const [name, service] of services) {
		t.match(service.user, /^[1-9]\d*:\d+$/, `${name} is not root`);
		t.equal(service['read_only'], true, name);
		t.same(service['cap_drop'], ['ALL'], name);
		t.equal(service['cap_add'], undefined, name);
		t.equal(service['privileged'], undefined, name);
		t.same(service['security_opt'], ['no-new-privileges:true'], name);
		t.equal(service['restart'], 'unless-stopped', name);
		t.match(service['mem_limit'], /^\d+[mg]$/, name);
		t.equal(service['memswap_limit'], service['mem_limit'], `${name} does not swap`);
		t.ok(Number(service['cpus']) > 0, name);
		t.ok(Number(service['pids_limit']) > 0, name);
		t.match(service['logging'], { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } }, name);
		for (const place of service.tmpfs ?? []) t.match(place, /:size=\d+m,/, `${name}: ${place}`);
	}
});

t.test('what is published is published on this machine alone, and the probes are not', async (t) => {
	for (const [name, { ports = [] }] of services) {
		for (const port of ports) t.match(port, /^127\.0\.0\.1:\d+:\d+$/, name);
	}
	t.same(service('core-pod').ports, ['127.0.0.1:8080:80']);
	const listen = /CORE_POD_PROBE_LISTEN:-0\.0\.0\.0:(\d+)\)/.exec(conf)?.[1];
	t.equal(listen, '9180');
});

t.test('images are pinned, and can be replaced', async (t) => {
	const text = readFileSync(join(ROOT, 'docker/compose.yaml'), 'utf8');
	const images = [...text.matchAll(/^ {4}image: (.+)$/gm)].map(([, image]) => image ?? '');
	t.equal(images.length, services.length);
	for (const image of images) t.match(image, /^\$\{[A-Z_]+_IMAGE:-(core-pod|[a-z]+\/[a-z]+:v?\d+\.\d+\.\d+)\}$/);
});

t.test('whatever is named is there, and whatever is there is named', async (t) => {
	const used = { volumes: new Set<string>(), networks: new Set<string>(), secrets: new Set<string>() };
	for (const [name, service] of services) {
		for (const network of service.networks) used.networks.add(network);
		for (const secret of service.secrets ?? []) used.secrets.add(secret);
		for (const { source, mode, isVolume } of mountsOf(service)) {
			if (isVolume) used.volumes.add(source);
			else {
				t.ok(existsSync(source), `${name}: ${source}`);
				t.equal(mode, 'ro', `${name}: ${source}`);
				t.ok(source.startsWith(ROOT), `${name}: ${source} is no socket of the engine, and none of its folders`);
			}
		}
	}
	for (const kind of ['volumes', 'networks', 'secrets'] as const) {
		t.same([...used[kind]].sort(), Object.keys(compose[kind]).sort(), kind);
	}
	for (const { file } of Object.values(compose.secrets)) {
		t.equal(readFileSync(hostPath(file), 'utf8'), '', 'without a secret an empty file stands for it');
	}
});

t.test('the engine waits longer for the pod than the pod waits for its programs', async (t) => {
	const shutdownTimeout = /^shutdown_timeout=(\d+)s$/m.exec(conf)?.[1];
	const grace = /^(\d+)s$/.exec(String(service('core-pod')['stop_grace_period']))?.[1];
	t.equal(shutdownTimeout, '9');
	t.ok(Number(grace) > Number(shutdownTimeout), `${grace} s for ${shutdownTimeout} s`);
});

t.test("the pod's environment is what its configuration reads, and the secret is auth-service's alone", async (t) => {
	const { environment = {}, secrets } = service('core-pod');
	for (const name of Object.keys(environment)) {
		t.match(`${conf}ENVIRONMENT `, new RegExp(`%\\(ENV_${name}\\W|^;   ${name} `, 'm'), name);
	}
	t.same(secrets, ['auth_secret']);
	for (const [env, expected] of [
		[environment, { AUTH_SECRET: '/run/secrets/auth_secret' }],
		[{}, {}],
	] as const) {
		const source = nodeConfigSource({
			environment: env,
			findAccount: (account) => ({ name: String(account), uid: 33, gid: 33, home: '/' }),
		});
		const loaded = loadConfig(join(ROOT, 'conf/core-pod.conf'), NO_FLAGS, source);
		if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
		const processes = loaded.config.groups.flatMap((group) => group.processes);
		const found = Object.fromEntries(processes.map(({ name, secrets }) => [name, { ...secrets }]));
		t.same(found, { 'auth-service': expected, 'user-service': {}, nginx: {} });
	}
});

t.test('Prometheus scrapes services that it reaches, by rules that are there', async (t) => {
	const prometheus = service('prometheus');
	const config = readYaml<PrometheusConfig>(mountedFile(prometheus, '/etc/prometheus/prometheus.yml'));
	t.ok(prometheus.command?.includes('--config.file=/etc/prometheus/prometheus.yml'));
	t.same(
		config.rule_files.map((path) => mountedFile(prometheus, path)),
		[join(ROOT, 'conf/prometheus/podvisor.rules.yml')],
	);
	const jobs = Object.fromEntries(
		config.scrape_configs.map((job) => [job.job_name, job.static_configs.flatMap(({ targets }) => targets)]),
	);
	// The name that the rule of a pod that is down looks for.
	t.same(jobs['podvisor'], ['core-pod:9180']);
	t.equal(Object.keys(jobs).length, services.length, 'nobody is forgotten');
	const alertmanagers = config.alerting.alertmanagers.flatMap((one) => one.static_configs.flatMap((s) => s.targets));
	t.same(alertmanagers, ['alertmanager:9093']);
	for (const target of [...Object.values(jobs).flat(), ...alertmanagers]) {
		t.ok(isReached('prometheus', target), target);
	}
	t.notOk(isReached('core-pod', 'alertmanager:9093'), 'the pod itself reaches nobody who watches it but Prometheus');
	t.equal(compose.networks['scrape']?.internal, true);
});

t.test('Alertmanager tells nobody unless it is told whom, and then by a secret', async (t) => {
	const alertmanager = service('alertmanager');
	const read = (name: string): AlertmanagerConfig =>
		readYaml<AlertmanagerConfig>(mountedFile(alertmanager, `/etc/alertmanager/${name}`));
	t.ok(alertmanager.command?.includes('--config.file=/etc/alertmanager/alertmanager.yml'));
	const [silent, telling] = [read('alertmanager.yml'), read('webhook.yml')];
	t.same(silent.receivers, [{ name: silent.route.receiver }]);
	t.same(telling.receivers, [
		{ name: telling.route.receiver, webhook_configs: [{ url_file: '/run/secrets/alert_webhook_url' }] },
	]);
	t.same(telling.inhibit_rules, silent.inhibit_rules);
	t.ok(alertmanager.secrets?.includes('alert_webhook_url'));
	const rules = readYaml<AlertRules>(join(ROOT, 'conf/prometheus/podvisor.rules.yml'));
	const alerts = new Set(rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert)));
	for (const [name] of JSON.stringify(silent.inhibit_rules).matchAll(/Podvisor\w+/g)) {
		if (name !== 'Podvisor') t.ok(alerts.has(name), name);
	}
	// One path of alerts: Podvisor's own go to a file of the pod, and to no Alertmanager.
	t.notMatch(conf, /^type=alertmanager/m);
});

t.test('Grafana has the sources and the four dashboards', async (t) => {
	const grafana = service('grafana');
	const provisioning = '/etc/grafana/provisioning';
	const { datasources } = readYaml<{ datasources: { uid: string; type: string; url: string; isDefault?: boolean }[] }>(
		mountedFile(grafana, `${provisioning}/datasources/podvisor.yml`),
	);
	t.same(
		datasources.map(({ uid, type }) => [uid, type]),
		[
			['prometheus', 'prometheus'],
			['loki', 'loki'],
			['alertmanager', 'alertmanager'],
		],
	);
	t.same(
		datasources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid),
		['prometheus'],
	);
	for (const { url } of datasources) t.ok(isReached('grafana', new URL(url).host), url);

	const { providers } = readYaml<{ providers: { options: { path: string } }[] }>(
		mountedFile(grafana, `${provisioning}/dashboards/podvisor.yml`),
	);
	t.equal(providers.length, 1);
	const folder = mountedFile(grafana, providers[0]?.options.path ?? '');
	const dashboards = readdirSync(folder).filter((name) => name.endsWith('.json'));
	t.equal(dashboards.length, 4);
	const uids = new Set(datasources.map(({ uid }) => uid));
	for (const name of dashboards) {
		const text = readFileSync(join(folder, name), 'utf8');
		const { templating } = JSON.parse(text) as {
			templating: { list: { name: string; type: string; query: unknown }[] };
		};
		const variables = templating.list.filter(({ type }) => type === 'datasource');
		t.same(
			variables.map(({ query }) => query),
			['prometheus'],
			name,
		);
		const asked = [...text.matchAll(/"datasource": \{\s*"type": "(\w+)",\s*"uid": "([^"]+)"/g)];
		t.ok(asked.length > 0, name);
		for (const [, type = '', uid = ''] of asked) {
			t.ok(uid === `\${${variables[0]?.name}}` || uids.has(uid), `${name}: ${type} ${uid}`);
		}
	}
	const secret = grafana.environment?.['GF_SECURITY_ADMIN_PASSWORD__FILE'];
	t.same(
		grafana.secrets?.map((name) => `/run/secrets/${name}`),
		[secret],
	);
});

t.test('Loki is where Alloy and Grafana look for it, and forgets after a week', async (t) => {
	const loki = service('loki');
	const config = readYaml<{
		server: { http_listen_port: number };
		common: { path_prefix: string };
		compactor: { retention_enabled: boolean; delete_request_store: string };
		limits_config: { retention_period: string };
	}>(mountedFile(loki, '/etc/loki/loki.yml'));
	t.same(loki.command, ['-config.file=/etc/loki/loki.yml']);
	t.ok(mountsOf(loki).some(({ target, isVolume }) => isVolume && target === config.common.path_prefix));
	t.match(config.compactor, { retention_enabled: true, delete_request_store: 'filesystem' });
	t.equal(config.limits_config.retention_period, '168h');
	const { text } = readAlloyConfig();
	const url = new URL(/url = "(.+)"/.exec(text)?.[1] ?? '');
	t.equal(url.host, `loki:${config.server.http_listen_port}`);
	t.equal(url.pathname, '/loki/api/v1/push');
	t.ok(isReached('alloy', url.host));
});

t.test("Alloy sees the pod's logs, read-only, and nothing else of the machine", async (t) => {
	const written = mountsOf(service('core-pod')).find(({ target }) => target === '/var/log/supervisor');
	const read = mountsOf(service('alloy')).find(({ source }) => source === written?.source);
	t.match(read, { target: '/var/log/core-pod', mode: 'ro', isVolume: true });
	const { text } = readAlloyConfig();
	for (const [, path = ''] of text.matchAll(/"__path(?:_exclude)?__" = "([^"]+)"/g)) {
		t.ok(path.startsWith(`${read?.target}/`), path);
	}
	t.ok(service('alloy').command?.includes('/etc/alloy/config.alloy'));
	t.equal(mountedFile(service('alloy'), '/etc/alloy/config.alloy'), join(ROOT, 'docker/compose/config.alloy'));
	// Every component that is referred to is there, and every one that is there is referred to, or reads the files itself.
	const components = [...text.matchAll(/^([a-z._]+) "(\w+)" \{$/gm)].map(([, kind, label]) => `${kind}.${label}`);
	const referred = [...text.matchAll(/\b((?:local|discovery|loki)\.[\w.]+)\.(?:targets|output|receiver)\b/g)];
	t.same([...new Set(referred.map(([, name]) => name)), 'loki.source.file.core_pod'].sort(), components.sort());
	t.equal(text.split('{').length, text.split('}').length);
});

t.test('each line has the labels program and stream, and level where it says a known one', async (t) => {
	const { labels } = readAlloyConfig();
	const logs = [...conf.matchAll(/^(?:stdout_)?logfile=.*\/([\w-]+\.log)$/gm)].map(([, name]) => name ?? '');
	t.same(logs, ['supervisord.log', 'auth-service.log', 'user-service.log', 'nginx.log']);
	// One file a program has both streams, and is called stdout.
	t.equal(conf.match(/^redirect_stderr=true$/gm)?.length, 3);
	const of = (name: string, line: string): unknown => labels(`/var/log/core-pod/${name}`, line);
	t.same(of('supervisord.log', '{"level":"warn","message":"x"}'), { program: 'podvisord', level: 'warn' });
	t.same(of('nginx.log', '{"status":200}'), { program: 'nginx', stream: 'stdout' });
	t.same(of('nginx.log', 'no JSON'), { program: 'nginx', stream: 'stdout' });
	t.same(of('auth-service.log', '{"level":"info"}'), { program: 'auth-service', stream: 'stdout', level: 'info' });
	t.same(of('auth-service.log', '{"level":"made-up-17"}'), { program: 'auth-service', stream: 'stdout' });
	t.same(of('auth-service.log', '{"level":{"a":1}}'), { program: 'auth-service', stream: 'stdout' });
	t.equal(of('nginx.log.1', '{}'), undefined, 'what was rotated away has been read');
});
