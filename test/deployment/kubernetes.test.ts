import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { renderPrometheusRule } from '../../scripts/generate-prometheus-rule.ts';
import type { Config, ProcessConfig } from '../../src/config/config.ts';
import { NO_FLAGS } from '../../src/config/flags.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { PROBE_ENDPOINTS } from '../../src/interfaces/probes/judge-endpoint.ts';
import { nodeConfigSource } from '../config/node-config-source.ts';
import { breaksOfRestricted } from './breaks-of-restricted.ts';
import { findWrongFields } from './find-wrong-fields.ts';
import { kustomize } from './kustomize.ts';
import type { Manifest } from './manifest.ts';
import { parseQuantity } from './parse-quantity.ts';
import { NO_KUBECTL, renderByKubectl, renderManifests } from './render-manifests.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const K8S: string = join(ROOT, 'docker/k8s');
const COMPONENTS: readonly string[] = readdirSync(join(K8S, 'components'));
const DOC: string = readFileSync(join(ROOT, 'docs/DEPLOYMENT.md'), 'utf8');

const production: readonly Manifest[] = renderManifests(join(K8S, 'overlays/production'));
const local: readonly Manifest[] = renderManifests(join(K8S, 'overlays/local'));
const deployment = the<IDeployment>(production, 'Deployment');
const pod = podOf(production);
const container = containerOf(production);
const environment: Readonly<Record<string, string>> = Object.fromEntries(
	(container.env ?? []).map(({ name, value = '' }) => [name, value]),
);
const config: Config = loadCorePod();
const processes: readonly ProcessConfig[] = config.groups.flatMap((group) => group.processes);

function the<T>(manifests: readonly Manifest[], wanted: string): T {
	const found = manifests.filter(({ kind }) => kind === wanted);
	if (found.length !== 1) throw new Error(`${found.length} of ${wanted} are rendered`);
	return found[0] as T;
}

function podOf(manifests: readonly Manifest[]): IPodSpec {
	const spec = the<IDeployment>(manifests, 'Deployment').spec?.template.spec;
	if (spec === undefined || spec === null) throw new Error('the Deployment has no pod');
	return spec;
}

function containerOf(manifests: readonly Manifest[]): IContainer {
	const [container, ...more] = podOf(manifests).containers;
	if (container === undefined || more.length > 0) throw new Error('the pod has not one container');
	return container;
}

/** conf/core-pod.conf as podvisord reads it in that container. */
function loadCorePod(): Config {
	const uid = pod.securityContext?.runAsUser ?? 0;
	// No passwd file knows it; its own number is a user all the same.
	const findAccount = () => ({ name: String(uid), uid, gid: uid, home: '/' });
	const source = nodeConfigSource({ environment, uid, findAccount });
	const loaded = loadConfig(join(ROOT, 'conf/core-pod.conf'), NO_FLAGS, source);
	if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
	return loaded.config;
}

/** A file of the overlay that docs/DEPLOYMENT.md shows, as if its folder were elsewhere. */
function exampleFile(name: string, folder: string): string {
	const [, text] = DOC.split(`\`\`\`yaml\n# docker/k8s/overlays/mine/${name}\n`);
	if (text === undefined) throw new Error(`docs/DEPLOYMENT.md shows no ${name}`);
	return text
		.slice(0, text.indexOf('```'))
		.replaceAll('../../components/', `${relative(folder, join(K8S, 'components'))}/`)
		.replaceAll('../production', relative(folder, join(K8S, 'overlays/production')));
}

/** Both overlays, the local one with each component, and the one that is documented: folders to be rendered. */
function variants(t: Test): Readonly<Record<string, string>> {
	const overlays = ['production', 'local'].map((overlay) => [overlay, join(K8S, 'overlays', overlay)]);
	const root = t.testdir();
	const kustomization = (component: string) => {
		const place = (path: string) => relative(join(root, component), join(K8S, path));
		return [
			'apiVersion: kustomize.config.k8s.io/v1beta1',
			'kind: Kustomization',
			`resources: [${place('overlays/local')}]`,
			`components: [${place(join('components', component))}]`,
		].join('\n');
	};
	const example = ['kustomization.yaml', 'ingress.yaml'].map((name) => [
		name,
		exampleFile(name, join(root, 'example')),
	]);
	t.testdir({
		...Object.fromEntries(COMPONENTS.map((name) => [name, { 'kustomization.yaml': kustomization(name) }])),
		example: Object.fromEntries(example),
	});
	return Object.fromEntries([...overlays, ...[...COMPONENTS, 'example'].map((name) => [name, join(root, name)])]);
}

/** In one order, whoever rendered it. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.map(([key, inner]) => [key, sorted(inner)])
			.sort(),
	);
}

function seconds(ms: number): number {
	return ms / 1000;
}

/** How long kubelet goes on asking before it acts. */
function patienceSeconds({ periodSeconds = Number.NaN, failureThreshold = Number.NaN }: IProbe): number {
	return periodSeconds * failureThreshold;
}

function probe(name: 'startupProbe' | 'readinessProbe' | 'livenessProbe'): IProbe {
	const found = container[name];
	if (found === undefined) throw new Error(`there is no ${name}`);
	return found;
}

function containerPort(name: string): number | undefined {
	return container.ports?.find((port) => port.name === name)?.containerPort;
}

t.test('all of it is what the published schemas of Kubernetes and of the Prometheus operator say', async (t) => {
	for (const [name, folder] of Object.entries(variants(t))) {
		const manifests = renderManifests(folder);
		t.ok(manifests.length > 4, name);
		for (const manifest of manifests) {
			t.strictSame(await findWrongFields(manifest), [], `${manifest.kind} of ${name}`);
		}
	}
});

/** Whose keys are anybody's own words. */
const MAPS: readonly string[] = ['labels', 'annotations', 'matchLabels', 'data', 'requests', 'limits'];

/** Every copy of a value in which one field has another name, with its path. */
function* misspellings(value: unknown, path: readonly string[] = []): Generator<readonly [string, unknown]> {
	if (typeof value !== 'object' || value === null || MAPS.includes(path.at(-1) ?? '')) return;
	// A Service's.
	if (path.at(-1) === 'selector' && !('matchLabels' in value)) return;
	for (const [key, inner] of Object.entries(value)) {
		const others = Object.entries(value).filter(([name]) => name !== key);
		if (!Array.isArray(value)) yield [[...path, key].join('.'), Object.fromEntries([...others, [`${key}x`, inner]])];
		for (const [name, changed] of misspellings(inner, [...path, key])) {
			yield [name, Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }];
		}
	}
}

t.test('a field that is misspelt is refused, whichever it is', async (t) => {
	let count = 0;
	for (const manifest of production) {
		// Without these it is not known which schema counts.
		for (const [path, misspelt] of misspellings(manifest)) {
			if (path === 'kind' || path === 'apiVersion') continue;
			count++;
			const problems = await findWrongFields(misspelt as Manifest);
			if (problems.length === 0) t.fail(`${manifest.kind}: a misspelt ${path} is accepted`);
		}
	}
	t.ok(count > 150, `${count} fields`);
	const service = the<Manifest>(production, 'Service');
	t.match(await findWrongFields({ ...service, spec: { ports: [{ port: '80' }] } }), [/port must be integer/]);
});

t.test('kubectl renders the same as what stands in for it', { skip: NO_KUBECTL }, async (t) => {
	for (const [name, folder] of Object.entries(variants(t))) {
		t.strictSame(sorted(renderByKubectl(folder)), sorted(kustomize(folder)), name);
	}
});

t.test('the namespace enforces the Pod Security Standard "restricted", and the pod keeps to it', async (t) => {
	for (const manifests of [production, local]) {
		const { metadata } = the<Manifest>(manifests, 'Namespace');
		t.equal(metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
		t.strictSame(breaksOfRestricted(podOf(manifests)), []);
		for (const manifest of manifests) {
			const where = manifest.kind === 'Namespace' ? manifest.metadata.name : manifest.metadata.namespace;
			t.equal(where, metadata.name, `${manifest.kind} is in it`);
		}
	}
	t.equal(container.securityContext?.readOnlyRootFilesystem, true);
	t.equal(pod.automountServiceAccountToken, false);
	t.equal(pod.serviceAccountName, the<Manifest>(production, 'ServiceAccount').metadata.name);
});

t.test('what breaks "restricted" is named', async (t) => {
	const inContainer = (changes: Partial<IContainer>): IPodSpec => ({
		...pod,
		containers: [{ ...container, ...changes }],
	});
	const inContext = (changes: NonNullable<IContainer['securityContext']>): IPodSpec =>
		inContainer({ securityContext: { ...container.securityContext, ...changes } });
	const cases: readonly (readonly [string, IPodSpec])[] = [
		['hostNetwork', { ...pod, hostNetwork: true }],
		['hostPID', { ...pod, hostPID: true }],
		['hostIPC', { ...pod, hostIPC: true }],
		['privileged', inContext({ privileged: true })],
		['capabilities.add', inContext({ capabilities: { drop: ['ALL'], add: ['SYS_PTRACE'] } })],
		['capabilities.drop', inContext({ capabilities: { drop: ['SYS_ADMIN'] } })],
		['volume types', { ...pod, volumes: [{ name: 'host', hostPath: { path: '/' } }] }],
		['hostPort', inContainer({ ports: [{ containerPort: 8080, hostPort: 80 }] })],
		['probes ask the pod itself', inContainer({ livenessProbe: { httpGet: { port: 80, host: '10.0.0.1' } } })],
		['appArmorProfile', inContext({ appArmorProfile: { type: 'Unconfined' } })],
		['seLinuxOptions', inContext({ seLinuxOptions: { user: 'root' } })],
		['procMount', inContext({ procMount: 'Unmasked' })],
		[
			'sysctls',
			{ ...pod, securityContext: { ...pod.securityContext, sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
		],
		['allowPrivilegeEscalation', inContext({ allowPrivilegeEscalation: true })],
		['runAsNonRoot', inContext({ runAsNonRoot: false })],
		['runAsUser', inContext({ runAsUser: 0 })],
		['seccompProfile', inContext({ seccompProfile: { type: 'Unconfined' } })],
	];
	for (const [name, broken] of cases) t.strictSame(breaksOfRestricted(broken), [name]);
});

t.test('the grace period has room for preStop and the whole shutdown_timeout', async (t) => {
	const { shutdownTimeoutMs } = config.daemon;
	const preStopSeconds = container.lifecycle?.preStop?.sleep?.seconds;
	if (shutdownTimeoutMs === undefined || preStopSeconds === undefined) return void t.fail('there is no budget');
	t.ok(preStopSeconds >= 2, 'time for the endpoints to be taken out of the proxies');
	const needed = preStopSeconds + seconds(shutdownTimeoutMs);
	const grace = pod.terminationGracePeriodSeconds ?? 30;
	t.ok(grace >= needed + 2, `${grace} s for ${needed} s`);
	t.ok(grace <= 60, 'a node that is drained waits for it');
});

t.test('kubelet asks what the probe server answers, where it listens', async (t) => {
	t.equal(containerPort('probes'), config.probeServer?.port);
	const paths = { startupProbe: '/startupz', readinessProbe: '/readyz', livenessProbe: '/livez' } as const;
	t.strictSame(Object.values(paths).sort(), PROBE_ENDPOINTS.map((endpoint) => `/${endpoint}`).sort());
	for (const [name, path] of Object.entries(paths)) {
		const { httpGet, timeoutSeconds = 1, periodSeconds = 10 } = probe(name as keyof typeof paths);
		t.match(httpGet, { path, port: 'probes' }, name);
		t.ok(timeoutSeconds <= periodSeconds, `${name} is answered before the next one`);
	}
});

t.test('kubelet is more patient than podvisord, which repairs a program before the pod is given up', async (t) => {
	// One after the other, each in its start period, and restarted once for ill health after that.
	const worst = processes.reduce(
		(sum, { health }) => sum + health.startPeriodMs + health.retries * (health.intervalMs + health.timeoutMs),
		0,
	);
	t.ok(
		processes.slice(1).every(({ dependsOn }) => dependsOn.length > 0),
		'they start one after the other',
	);
	const patience = patienceSeconds(probe('startupProbe'));
	t.ok(patience >= seconds(worst), `startup: ${patience} s for ${seconds(worst)} s`);
	const { progressDeadlineSeconds = 600, minReadySeconds = 0 } = deployment.spec ?? {};
	t.ok(progressDeadlineSeconds > patience + minReadySeconds, 'a rollout waits for as long');

	const interval = Math.min(...processes.map(({ health }) => seconds(health.intervalMs)));
	t.ok(patienceSeconds(probe('readinessProbe')) <= interval, 'readiness is told on before podvisord asks again');
	t.equal(probe('readinessProbe').failureThreshold, 2, 'one late answer takes no pod out');
	t.equal(probe('livenessProbe').httpGet?.path, '/livez', 'about podvisord, not about its programs');
	t.ok(patienceSeconds(probe('livenessProbe')) >= 30, 'a machine that is busy for a while is no reason');
});

t.test('the ports are the same everywhere', async (t) => {
	const [web, webTls] = [
		Number(environment['CORE_POD_GATEWAY_PORT']),
		Number(environment['CORE_POD_GATEWAY_TLS_PORT']),
	];
	const probes = config.probeServer?.port;
	t.ok(web >= 1024 && webTls >= 1024, 'without a capability there are no others');
	t.equal(containerPort('web'), web);
	t.match(processes.find(({ name }) => name === 'nginx')?.readiness, { url: `http://127.0.0.1:${web}/health` });

	const names = container.ports?.map(({ name }) => name) ?? [];
	const service = the<IService>(production, 'Service').spec;
	t.match(service?.ports, [{ port: 80, targetPort: 'web' }]);
	const { spec: monitor } = the<{ spec: { podMetricsEndpoints: { port: string; path: string }[] } }>(
		production,
		'PodMonitor',
	);
	for (const { port } of monitor.podMetricsEndpoints) t.ok(names.includes(port), `PodMonitor: ${port}`);
	t.strictSame(
		monitor.podMetricsEndpoints.map(({ path }) => path),
		['/metrics'],
	);
	const annotations = the<IDeployment>(local, 'Deployment').spec?.template.metadata?.annotations;
	t.equal(annotations?.['prometheus.io/port'], String(probes));
	t.equal(annotations?.['prometheus.io/path'], '/metrics');

	const ingress = the<INetworkPolicy>(production, 'NetworkPolicy').spec?.ingress ?? [];
	const portsOf = (rules: typeof ingress) => rules.flatMap(({ ports = [] }) => ports.map(({ port }) => port)).sort();
	t.strictSame(portsOf(ingress.filter(({ from }) => from === undefined)), [web, webTls], 'open to all');
	t.strictSame(portsOf(ingress.filter(({ from }) => from !== undefined)), [probes], 'open to Prometheus');
});

t.test('with a certificate the Service has port 443, and nginx finds the files where it looks', async (t) => {
	const withTls = renderManifests(variants(t)['tls'] ?? '');
	const { ports = [], volumeMounts = [] } = containerOf(withTls);
	const port = ports.find(({ name }) => name === 'web-tls');
	t.equal(String(port?.containerPort), environment['CORE_POD_GATEWAY_TLS_PORT']);
	t.match(
		the<IService>(withTls, 'Service')
			.spec?.ports?.map(({ port, targetPort }) => [port, targetPort])
			.sort(),
		[
			[443, 'web-tls'],
			[80, 'web'],
		],
	);
	const mount = volumeMounts.find(({ name }) => name === 'tls');
	t.match(readFileSync(join(ROOT, 'conf/core-pod/start-nginx'), 'utf8'), `CORE_POD_TLS_DIR:-${mount?.mountPath}}`);
});

t.test("a configuration of one's own takes the place of the image's", async (t) => {
	const manifests = renderManifests(variants(t)['configuration'] ?? '');
	const { data } = the<{ data: Record<string, string> }>(manifests, 'ConfigMap');
	t.strictSame(data, { 'podvisor.conf': readFileSync(join(ROOT, 'conf/core-pod.conf'), 'utf8') });
	const mount = containerOf(manifests).volumeMounts?.find(({ name }) => name === 'configuration');
	const entrypoint = /^ENTRYPOINT .*/m.exec(readFileSync(join(ROOT, 'docker/Dockerfile'), 'utf8'))?.[0];
	t.match(entrypoint, `"${mount?.mountPath}"`);
	t.equal(mount?.subPath, 'podvisor.conf');
});

t.test('every selector finds the pods', async (t) => {
	for (const manifests of [production, local]) {
		const { spec } = the<IDeployment>(manifests, 'Deployment');
		const labels = spec?.template.metadata?.labels;
		const selectors = manifests.flatMap((manifest) => {
			const { selector, podSelector } = (manifest['spec'] ?? {}) as Readonly<Record<string, unknown>>;
			return [selector, podSelector].filter((one) => one !== undefined);
		});
		const spread = podOf(manifests).topologySpreadConstraints ?? [];
		t.ok(selectors.length >= 3 && spread.length > 0);
		for (const selector of [...selectors, ...spread.map(({ labelSelector }) => labelSelector)]) {
			const wanted = (selector as { matchLabels?: Record<string, string> }).matchLabels ?? selector;
			t.hasStrict(labels, wanted);
			t.ok(Object.keys(wanted as object).length > 0, "and not everybody's");
		}
	}
});

t.test('programs at their memory_limit leave the pod below its warning, and far from the OOM killer', async (t) => {
	const limit = parseQuantity(container.resources?.limits?.['memory']);
	const sum = processes.reduce((total, { memory }) => total + (memory.limitBytes ?? Number.NaN), 0);
	t.ok(config.memoryWatcher.watchesPod);
	t.ok(sum <= limit * config.memoryWatcher.warning, `${sum} of ${limit}`);
	for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
		const [request, most] = [container.resources?.requests?.[name], container.resources?.limits?.[name]];
		t.ok(parseQuantity(request) <= parseQuantity(most), name);
	}
});

t.test('whatever is written has a volume with room for it', async (t) => {
	const sizes = new Map(
		pod.volumes?.flatMap(({ name, emptyDir }) =>
			emptyDir === undefined ? [] : [[name, parseQuantity(emptyDir.sizeLimit)] as const],
		),
	);
	const written = new Map<string, number>();
	const write = (path: string, bytes: number) => {
		const mount = container.volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
		if (mount === undefined || !sizes.has(mount.name)) return void t.fail(`${path} is on no volume`);
		written.set(mount.name, (written.get(mount.name) ?? 0) + bytes);
	};
	const { logfile, logfileMaxbytes, logfileBackups, pidfile } = config.daemon;
	if (logfile.type === 'file') write(logfile.path, logfileMaxbytes * (logfileBackups + 1));
	for (const { stdout, stderr } of processes) {
		for (const { target, maxbytes, backups } of [stdout, stderr]) {
			if (target.type === 'file') write(target.path, maxbytes * (backups + 1));
		}
	}
	for (const { sink } of config.alerts) if (sink.type === 'file') write(sink.path, sink.maxbytes * (sink.backups + 1));
	for (const path of [pidfile, ...config.unixServers.map(({ file }) => file)]) write(path, 4096);
	if (config.memoryWatcher.metricsFile !== undefined) write(config.memoryWatcher.metricsFile, 1024 * 1024);
	t.ok(written.size >= 2);
	for (const [name, bytes] of written) t.ok(bytes <= (sizes.get(name) ?? 0), `${name}: ${bytes}`);

	const sum = [...sizes.values()].reduce((total, size) => total + size, 0);
	// kubelet keeps 5 × 10 MiB of a container's own log, which counts as well.
	const needed = sum + 50 * 1024 * 1024;
	t.ok(needed <= parseQuantity(container.resources?.limits?.['ephemeral-storage']), `${needed}`);
});

t.test('the secret is mounted where the program reads it', async (t) => {
	const files = processes.flatMap(({ secrets }) => Object.entries(secrets));
	t.strictSame(
		files.map(([name]) => name),
		['AUTH_SECRET'],
	);
	for (const [, file] of files) {
		const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === dirname(file));
		const volume = pod.volumes?.find(({ name }) => name === mount?.name);
		t.equal(mount?.readOnly, true);
		// Its group's, which is fsGroup.
		t.equal(volume?.secret?.defaultMode, 0o440);
		const { data, metadata } = the<ISecret>(local, 'Secret');
		t.equal(metadata?.name, volume?.secret?.secretName);
		t.ok(data !== undefined && relative(dirname(file), file) in data);
	}
	t.notOk(
		production.some(({ kind }) => kind === 'Secret'),
		'none for production lies here',
	);
});

t.test("every variable is one that the core pod reads, and the users are the pod's", async (t) => {
	const readers = ['conf/core-pod.conf', 'conf/core-pod/start-nginx'].map((file) =>
		readFileSync(join(ROOT, file), 'utf8'),
	);
	for (const name of Object.keys(environment)) {
		t.ok(
			readers.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
			name,
		);
	}
	const uid = String(pod.securityContext?.runAsUser);
	t.hasStrict(environment, { CORE_POD_USER: uid, CORE_POD_DAEMON_USER: uid, CORE_POD_LOG_FORMAT: 'json' });
	// Else Kubernetes adds some of the same prefix: CORE_POD_PORT=tcp://…
	t.equal(pod.enableServiceLinks, false);
});

t.test('pods are added before others are taken away, and a drain takes one at a time', async (t) => {
	const { spec: scaler } = the<IHorizontalPodAutoscaler>(production, 'HorizontalPodAutoscaler');
	t.match(scaler?.scaleTargetRef, { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment.metadata?.name });
	const { minReplicas = 1, maxReplicas = 0 } = scaler ?? {};
	t.ok(minReplicas >= 2 && maxReplicas > minReplicas);
	t.equal(deployment.spec?.replicas, undefined, 'the autoscaler counts');
	t.strictSame(
		scaler?.metrics?.map(({ resource }) => resource?.name),
		['cpu'],
		'programs may grow to their memory_limit, which is more than is requested, and more pods do not make them smaller',
	);
	for (const { resource } of scaler?.metrics ?? []) {
		t.ok(
			resource !== undefined && resource.name in (container.resources?.requests ?? {}),
			'a share of what is requested',
		);
	}
	const { spec: budget } = the<IPodDisruptionBudget>(production, 'PodDisruptionBudget');
	t.equal(budget?.minAvailable, undefined);
	t.ok(Number(budget?.maxUnavailable) >= 1 && Number(budget?.maxUnavailable) < minReplicas);
	t.strictSame(deployment.spec?.strategy?.rollingUpdate, { maxSurge: 1, maxUnavailable: 0 });
	t.notOk(local.some(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'PodDisruptionBudget'));
});

t.test('the alert rules and the dashboards of the cluster are those of conf', async (t) => {
	const rules = readFileSync(join(ROOT, 'conf/prometheus/podvisor.rules.yml'), 'utf8');
	const manifest = readFileSync(join(K8S, 'components/prometheus-rules/prometheus-rule.yaml'), 'utf8');
	t.equal(manifest, renderPrometheusRule(rules), 'node scripts/generate-prometheus-rule.ts writes it anew');
	t.strictSame((parse(manifest) as { spec: unknown }).spec, parse(rules));
	t.throws(() => renderPrometheusRule('rules: []'), /no line 'groups:'/);
	// What the rules ask for is what the PodMonitor calls it.
	const jobs = new Set([...rules.matchAll(/job="([^"]*)"/g)].map(([, job]) => job));
	const { spec: monitor } = the<{ spec: { podMetricsEndpoints: { relabelings: unknown }[] } }>(
		production,
		'PodMonitor',
	);
	t.strictSame(
		monitor.podMetricsEndpoints.map(({ relabelings }) => relabelings),
		[[...jobs].map((job) => ({ targetLabel: 'job', replacement: job }))],
	);

	const manifests = renderManifests(variants(t)['grafana-dashboards'] ?? '');
	const { data, metadata } = the<Manifest & { data: Record<string, string> }>(manifests, 'ConfigMap');
	const names = readdirSync(join(ROOT, 'conf/grafana'));
	t.strictSame(
		data,
		Object.fromEntries(names.map((name) => [name, readFileSync(join(ROOT, 'conf/grafana', name), 'utf8')])),
	);
	t.equal(metadata.labels?.['grafana_dashboard'], '1');
	// kubectl apply keeps a copy in an annotation, of which there may be 256 KiB.
	t.ok(JSON.stringify(data).length < 128 * 1024);
});

t.test('the overlay that is documented has what it is documented for', async (t) => {
	const example = renderManifests(variants(t)['example'] ?? '');
	t.equal(containerOf(example).image, 'ghcr.io/you/core-pod:1.4.2', 'the image');
	t.strictSame(the<IServiceAccount>(example, 'ServiceAccount').imagePullSecrets, [{ name: 'registry' }]);
	for (const kind of ['PodMonitor', 'PrometheusRule']) {
		t.match(the<Manifest>(example, kind).metadata, { namespace: 'core-pod', labels: { release: /./ } }, kind);
	}
	const { spec } = the<IIngress>(example, 'Ingress');
	const backend = spec?.rules?.[0]?.http?.paths[0]?.backend.service;
	const service = the<IService>(example, 'Service');
	t.equal(backend?.name, service.metadata?.name);
	t.ok(service.spec?.ports?.some(({ name }) => name === backend?.port?.name));
	t.ok(containerOf(example).volumeMounts?.some(({ mountPath }) => mountPath === '/etc/nginx/core-pod.d'));
});
