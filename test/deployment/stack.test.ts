/** docker/stack.yaml: its times, sizes and names agree with the pod's, and Swarm heeds all that it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { NO_FLAGS } from '../../src/config/flags.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { nodeConfigSource } from '../config/node-config-source.ts';
import { ROOT, readCompose } from './read-compose.ts';

interface Phase {
	readonly order: string;
	readonly parallelism: number;
	readonly delay: string;
	readonly monitor: string;
	readonly failure_action: string;
	readonly max_failure_ratio: number;
}

interface StackService {
	readonly image: string;
	readonly user: string;
	readonly init: boolean;
	readonly read_only: boolean;
	readonly cap_drop: readonly string[];
	readonly volumes: readonly { type: string; target: string; tmpfs?: { size: number } }[];
	readonly environment: Readonly<Record<string, string>>;
	readonly secrets: readonly { source: string; target: string; gid: string; mode: number }[];
	readonly healthcheck: { interval: string; timeout: string; start_period: string; retries: number; test?: unknown };
	readonly stop_grace_period: string;
	readonly ports: readonly { target: number }[];
	readonly logging: { readonly options: Readonly<Record<string, string>> };
	readonly deploy: {
		readonly replicas: string;
		readonly resources: {
			readonly limits: { memory: string; pids: number };
			readonly reservations: { memory: string };
		};
		readonly update_config: Phase;
		readonly rollback_config: Phase;
		readonly restart_policy: { readonly condition: string };
	};
	readonly [more: string]: unknown;
}

interface Stack {
	readonly services: Readonly<Record<string, StackService>>;
	readonly networks: Readonly<Record<string, { readonly attachable: boolean }>>;
	readonly secrets: Readonly<Record<string, { readonly external: boolean; readonly name: string }>>;
}

// Docker reads YAML 1.1, in which 0440 is octal.
const stack = parse(readFileSync(join(ROOT, 'docker/stack.yaml'), 'utf8'), { version: '1.1' }) as Stack;
const pod = stack.services['core-pod'];
if (pod === undefined) throw new Error('docker/stack.yaml has no core-pod');
const { deploy, healthcheck } = pod;

/** With what the stack gives it. */
const loaded = loadConfig(
	join(ROOT, 'conf/core-pod.conf'),
	NO_FLAGS,
	nodeConfigSource({ environment: pod.environment }),
);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { config } = loaded;
const processes = config.groups.flatMap((group) => group.processes);

t.test('the engine waits longer than the pod takes to stop', async (t) => {
	const graceMs = seconds(pod.stop_grace_period) * 1000;
	const budgetMs = config.daemon.shutdownTimeoutMs ?? Number.POSITIVE_INFINITY;
	// What reaping, the last lines of logs and alerts, and the engine itself take.
	t.ok(graceMs >= budgetMs + 2000, `${graceMs} ms for ${budgetMs} ms`);
});

t.test('an update waits for health, and is watched until ill health would have been seen', async (t) => {
	const { update_config: update, rollback_config: rollback } = deploy;
	for (const { order, parallelism, max_failure_ratio } of [update, rollback]) {
		t.strictSame(
			{ order, parallelism, max_failure_ratio },
			{ order: 'start-first', parallelism: 1, max_failure_ratio: 0 },
		);
	}
	t.equal(update.failure_action, 'rollback');
	// A rollback cannot be rolled back.
	t.equal(rollback.failure_action, 'pause');
	const untilUnhealthy = (seconds(healthcheck.interval) + seconds(healthcheck.timeout)) * healthcheck.retries;
	t.ok(seconds(update.monitor) >= untilUnhealthy, `watched for ${update.monitor}, unhealthy after ${untilUnhealthy} s`);
	t.notOk('test' in healthcheck, "the command is the image's");
	t.equal(deploy.restart_policy.condition, 'any', 'a pod that ends with status 0 is missing too');
});

t.test('the pod has the memory that its programs may use', async (t) => {
	const limits = processes.reduce((sum, { memory }) => sum + Number(memory.limitBytes), 0);
	const files = pod.volumes.reduce((sum, { tmpfs }) => sum + (tmpfs?.size ?? 0), 0);
	const needed = limits + files;
	const { limits: upper, reservations: lower } = deploy.resources;
	t.ok(mebibytes(upper.memory) * 2 ** 20 >= needed, `${upper.memory} for ${needed} bytes`);
	t.ok(mebibytes(lower.memory) < mebibytes(upper.memory));
	t.ok(upper.pids > 0);
	t.ok(pod.logging.options['max-size'] && pod.logging.options['max-file'], 'what it prints does not fill the disk');
});

t.test('the secret is where auth-service looks for it, and its user may read it', async (t) => {
	const [secret] = pod.secrets;
	const paths = processes.flatMap(({ secrets }) => Object.values(secrets));
	t.strictSame(paths, [`/run/secrets/${secret?.target}`]);
	t.ok(stack.secrets[String(secret?.source)]?.external, 'it is nowhere in the repository');
	const [uid, gid] = pod.user.split(':');
	t.not(uid, '0');
	t.equal(secret?.gid, gid);
	t.equal(secret?.mode, 0o440);
});

t.test('the pod has no more than it needs, and what Compose has', async (t) => {
	t.strictSame(pod.cap_drop, ['ALL']);
	t.equal(pod.read_only, true);
	t.equal(pod.init, false);
	t.strictSame(
		pod.ports.map(({ target }) => target),
		[80],
		'probes and metrics are not published',
	);
	const composed = readCompose().services['core-pod'];
	t.equal(pod.user, composed?.user);
	t.equal(deploy.resources.limits.memory.toLowerCase(), composed?.['mem_limit']);
	t.equal(deploy.resources.limits.pids, composed?.['pids_limit']);
});

t.test('Swarm heeds all that the stack says', async (t) => {
	// `docker stack deploy` leaves these out, with a warning at most (docker/cli: UnsupportedProperties,
	// DeprecatedProperties, ForbiddenProperties); `tmpfs` and `depends_on` it takes and forgets.
	const forgotten =
		/^(build|cgroup_parent|container_name|depends_on|devices|domainname|expose|external_links|ipc|links|mac_address|network_mode|pid|privileged|restart|security_opt|shm_size|tmpfs|userns_mode|mem_limit|memswap_limit|cpus|pids_limit|mem_reservation)$/;
	for (const [name, service] of Object.entries(stack.services)) {
		t.strictSame(
			Object.keys(service).filter((key) => forgotten.test(key)),
			[],
			name,
		);
	}
	t.ok(
		Object.values(stack.networks).every(({ attachable }) => attachable),
		'Prometheus can join',
	);
});

t.test('the test on a real swarm changes nothing but times and how often health is asked', async (t) => {
	const text = readFileSync(join(ROOT, 'test/container/swarm/quick.yaml'), 'utf8');
	const { version, services, ...rest } = parse(text) as Record<string, unknown>;
	t.strictSame(rest, {});
	t.strictSame(
		leaves({ services }).filter((path) => !/\.(interval|start_period|retries|delay|monitor)$/.test(path)),
		[],
	);
	t.equal(version, (stack as unknown as { version: string }).version);
});

/** `1m30s` is not used here. */
function seconds(text: string): number {
	const [, digits] = /^(\d+)s$/.exec(text) ?? [];
	if (digits === undefined) throw new Error(`${text} is not in seconds`);
	return Number(digits);
}

function mebibytes(text: string): number {
	return Number(/^(\d+)M$/.exec(text)?.[1]);
}

/** The path of each value: `services.core-pod.healthcheck.interval`. */
function leaves(value: unknown, path = ''): string[] {
	if (typeof value !== 'object' || value === null) return [path];
	return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
