/**
 * The pod of docker/k8s without a cluster: a container with exactly what the Deployment asks for, as uid 10001 without any
 * capability on a read-only root, and somebody who does to it what kubelet does.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t, { type Test } from 'tap';
import { Certificate } from '../../docker/acceptance/certificate.ts';
import type { Container } from '../../docker/acceptance/container.ts';
import { get } from '../../docker/acceptance/get.ts';
import type { Manifest } from '../deployment/manifest.ts';
import { renderManifests } from '../deployment/render-manifests.ts';
import { startPodOnDocker } from './kubernetes/pod-on-docker.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const { signToken } = await import(new URL('../../conf/core-pod/token.mjs', import.meta.url).href);
const SECRET = 'of every replica';
/** `kubectl create secret --from-file` keeps the newline at the end of a file. */
const SECRETS = { 'core-pod': { 'auth-secret': `${SECRET}\n` } } as const;
const production: readonly Manifest[] = renderManifests(join(ROOT, 'docker/k8s/overlays/production'));

// Each of them waits for most of its time.
t.jobs = 3;

/** The local overlay with components. */
function withComponents(t: Test, components: readonly string[]): readonly Manifest[] {
	const folder = t.testdir();
	const place = (path: string) => relative(folder, join(ROOT, 'docker/k8s', path));
	mkdirSync(folder, { recursive: true });
	const lists = [
		`resources: [${place('overlays/local')}]`,
		`components: [${components.map((name) => place(`components/${name}`)).join(', ')}]`,
	];
	const head = ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization'];
	writeFileSync(join(folder, 'kustomization.yaml'), [...head, ...lists].join('\n'));
	return renderManifests(folder);
}

async function pidOf(container: Container, program: string): Promise<number> {
	return Number((await container.exec(['podctl', 'pid', program])).stdout);
}

t.test('the pod is ready, as who it shall be and with nothing that it shall not have', async (t) => {
	const { container, kubelet, spec, terminationMessage } = await startPodOnDocker(t, production, { contents: SECRETS });
	await kubelet.until('ready');

	const inside = async (script: string) => (await container.exec(['sh', '-c', script])).stdout.trim();
	const status = await inside('cat /proc/1/status');
	t.match(status, /^Uid:\t10001\t10001\t10001\t10001$/m);
	t.match(status, /^CapBnd:\t0+$/m);
	t.match(status, /^NoNewPrivs:\t1$/m);
	t.equal(await inside('cat /proc/[0-9]*/status | grep ^Uid: | sort -u | wc -l'), '1', 'and so is everybody');
	t.equal(await inside('touch /etc/podvisor/x 2>/dev/null && echo written'), '');
	const metrics = await get(`http://${container.address}:9180/metrics`);
	t.match(metrics.body, new RegExp(`^podvisor_memory_limit_bytes\\S* ${768 * 1024 * 1024}$`, 'm'));

	const web = `http://${container.address}:8080`;
	t.equal((await get(`${web}/health`)).status, 200);
	// As another replica signs it: the secret is the same in all of them.
	const token = signToken({ sub: 'alice', exp: Date.now() / 1000 + 60 }, SECRET);
	const verified = await fetch(`${web}/auth/verify`, { headers: { Authorization: `Bearer ${token}` } });
	t.match([verified.status, await verified.text()], [200, /alice/]);
	t.notMatch(await inside('tr "\\0" "\\n" </proc/1/environ'), SECRET);

	const log = (await container.logs()).trim().split('\n');
	t.ok(log.length > 10);
	const events = log.map((line) => JSON.parse(line) as { level?: string; event?: string });
	const remarks = events.filter(({ event, level }) => event === 'remark' && level !== 'info');
	t.strictSame(remarks, [], 'nothing is missing to it where it runs');

	// kubelet's end of it, while somebody waits for an answer.
	const grace = spec.terminationGracePeriodSeconds ?? 30;
	let answer: ReturnType<typeof get> | undefined;
	const stopped = await kubelet.terminate(grace, async () => {
		t.equal((await get(`${web}/health`)).status, 200, 'new connections are answered during preStop');
		answer = get(`${web}/slow/user-service?ms=7000`, 30_000);
		answer.catch(() => undefined);
	});
	t.equal((await answer)?.status, 200, 'a request that SIGTERM finds in flight is answered');
	t.match(stopped, { exitCode: 0, oomKilled: false });
	t.strictSame(kubelet.complaints, []);
	t.equal(terminationMessage(), '', 'an end that was asked for needs no reason');
});

t.test('a program that hangs costs the pod its readiness, and not its life', async (t) => {
	const certificate = await Certificate.create();
	t.teardown(() => certificate.remove());
	const conf = readFileSync(join(ROOT, 'conf/core-pod.conf'), 'utf8');
	// Another configuration, which sees to it sooner.
	const quick = conf
		.replaceAll('health_interval=5s', 'health_interval=1s')
		// Time enough for kubelet to see it: what hangs does not hear SIGTERM, and is killed after that.
		.replaceAll('stopwaitsecs=2', 'stopwaitsecs=8');
	const tls = Object.fromEntries(
		['tls.crt', 'tls.key'].map((name) => [name, readFileSync(join(certificate.folder, name), 'utf8')]),
	);
	const manifests = withComponents(t, ['configuration', 'tls', 'behind-ingress']);
	const proxies = readFileSync(join(ROOT, 'docker/k8s/components/behind-ingress/trusted-proxies.conf'), 'utf8');
	const contents = {
		...SECRETS,
		'core-pod-gateway': { 'trusted-proxies.conf': proxies },
		'core-pod-configuration': { 'podvisor.conf': quick },
		'core-pod-tls': tls,
	};
	const { container, kubelet } = await startPodOnDocker(t, manifests, { contents });
	await kubelet.until('ready');
	t.equal((await get(`https://${container.address}:8443/health`)).status, 200, 'the certificate is read');

	const { StartedAt } = (await container.inspect()).State;
	const [auth, user] = [await pidOf(container, 'auth-service'), await pidOf(container, 'user-service')];
	t.equal((await container.exec(['sh', '-c', `kill -STOP ${user}`])).status, 0);
	await kubelet.until('unready');
	await kubelet.until('ready');
	t.not(await pidOf(container, 'user-service'), user, 'podvisord has restarted it');
	t.equal(await pidOf(container, 'auth-service'), auth, 'and nobody else');
	t.strictSame(kubelet.complaints, [], 'kubelet has found no reason to restart the container');
	t.equal((await container.inspect()).State.StartedAt, StartedAt);
});

t.test('why a pod has ended is in its termination message', async (t) => {
	const { container, kubelet, terminationMessage } = await startPodOnDocker(t, production, {
		contents: SECRETS,
		options: ['--env', 'TOKEN_TTL_SECONDS=for-ever'],
	});
	t.equal(await container.untilExit(), 2, 'with the code of the critical program');
	t.match(terminationMessage(), /^critical process 'auth-service': .*; the pod exits with 2\n/);
	t.match(terminationMessage(), 'TOKEN_TTL_SECONDS="for-ever" is not an integer');
	t.strictSame(kubelet.complaints, [], 'it was podvisord who gave it up, before kubelet lost its patience');
});
