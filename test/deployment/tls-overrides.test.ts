/** docker/compose.tls.yaml and docker/stack.tls.yaml, and what docs/DEPLOYMENT.md shows beside them, fit what they are laid over. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { ROOT } from './read-compose.ts';

const START_NGINX: string = readFileSync(join(ROOT, 'conf/core-pod/start-nginx'), 'utf8');
const DOC: string = readFileSync(join(ROOT, 'docs/DEPLOYMENT.md'), 'utf8');
const ENV = { ...process.env, CORE_POD_TLS_DIR: '/srv/tls' };

interface Override {
	readonly version?: string;
	readonly services: {
		readonly 'core-pod': {
			readonly volumes?: readonly string[];
			readonly ports?: readonly (string | { readonly target: number; readonly published: string })[];
			readonly secrets?: readonly { source: string; target: string; gid: string; mode: number }[];
			readonly configs?: readonly { source: string; target: string }[];
		};
	};
	readonly secrets?: Readonly<Record<string, { readonly external: boolean }>>;
}

// Docker reads YAML 1.1, in which 0440 is octal.
const read = (text: string): Override => parse(text, { version: '1.1' }) as Override;
const readFrom = (file: string): Override => read(readFileSync(join(ROOT, file), 'utf8'));

/** Where start-nginx looks unless it is told. */
function place(variable: string): string {
	const [, found] = new RegExp(`\\$\\{${variable}:-([^}]+)\\}`).exec(START_NGINX) ?? [];
	if (found === undefined) throw new Error(`start-nginx has no default for ${variable}`);
	return found;
}

/** The block of docs/DEPLOYMENT.md that begins with this comment. */
function shown(file: string): string {
	const [, text] = DOC.split(`\`\`\`yaml\n# ${file}`);
	if (text === undefined) throw new Error(`docs/DEPLOYMENT.md shows no ${file}`);
	return `# ${text.slice(0, text.indexOf('```'))}`;
}

t.test('Compose mounts the folder of the certificate where nginx looks, and publishes TLS', async (t) => {
	const { volumes = [], ports } = readFrom('docker/compose.tls.yaml').services['core-pod'];
	t.equal(volumes.length, 1);
	t.match(volumes[0], new RegExp(`^\\$\\{CORE_POD_TLS_DIR:\\?[^}]+\\}:${place('CORE_POD_TLS_DIR')}:ro$`));
	t.strictSame(ports, [`\${CORE_POD_TLS_PORT:-${place('CORE_POD_GATEWAY_TLS_PORT')}}:443`]);
});

t.test('Swarm puts certificate and key where nginx looks, for the group of the pod alone', async (t) => {
	const { services, secrets = {}, version } = readFrom('docker/stack.tls.yaml');
	t.equal(version, readFrom('docker/stack.yaml').version);
	const mounted = services['core-pod'].secrets ?? [];
	const folder = place('CORE_POD_TLS_DIR');
	t.strictSame(
		mounted.map(({ target }) => target),
		[`${folder}/tls.crt`, `${folder}/tls.key`],
	);
	for (const { source, gid, mode } of mounted) {
		t.strictSame({ gid, mode }, { gid: '0', mode: 0o440 }, source);
		t.equal(secrets[source]?.external, true, source);
	}
	t.equal(Object.keys(secrets).length, mounted.length);
	t.match(services['core-pod'].ports, [{ target: 443 }]);
});

t.test('the trusted proxies of the documentation are mounted where nginx looks', async (t) => {
	const folder = place('CORE_POD_GATEWAY_CONF_DIR');
	const { volumes = [] } = read(shown('behind-a-proxy.yaml')).services['core-pod'];
	t.match(volumes, [new RegExp(`^/.*:${folder}:ro$`)]);
	const { configs = [] } = read(shown('swarm-proxies.yaml')).services['core-pod'];
	t.match(configs, [{ target: `${folder}/trusted-proxies.conf` }]);
});

/** What a command makes of files laid over each other. */
function configured(command: readonly [string, ...string[]], flag: string, files: readonly string[]): Override {
	const [program, ...args] = command;
	const given = files.flatMap((file) => [flag, file]);
	const options = { cwd: ROOT, env: ENV, encoding: 'utf8' } as const;
	const ordered = program === 'docker' ? [...args, ...given] : [...given, ...args];
	const { status, stdout, stderr } = spawnSync(program, ordered, options);
	if (status !== 0) throw new Error(`${program} ${ordered.join(' ')}: ${stderr}`);
	return read(stdout);
}

const NO_COMPOSE = spawnSync('docker-compose', ['version']).status === 0 ? false : 'there is no docker-compose';
// Older ones say 0 to `docker stack config --help` as well.
const NO_STACK = /^ +config /m.test(spawnSync('docker', ['stack', '--help'], { encoding: 'utf8' }).stdout ?? '')
	? false
	: 'there is no docker with `stack config`';

t.test('docker-compose lays them over compose.yaml', { skip: NO_COMPOSE }, async (t) => {
	const mine = join(t.testdir({}), 'behind-a-proxy.yaml');
	writeFileSync(mine, shown('behind-a-proxy.yaml'));
	const files = ['docker/compose.yaml', 'docker/compose.tls.yaml', mine];
	const { volumes = [], ports } = configured(['docker-compose', 'config'], '-f', files).services['core-pod'];
	t.ok(volumes.includes('/srv/tls:/etc/nginx/tls:ro'));
	t.equal(volumes.length, 3, 'beside the logs');
	t.equal(ports?.length, 2, 'HTTP stays where it was');
});

t.test('docker stack lays them over stack.yaml', { skip: NO_STACK }, async (t) => {
	const mine = join(t.testdir({}), 'swarm-proxies.yaml');
	writeFileSync(mine, shown('swarm-proxies.yaml'));
	const files = ['docker/stack.yaml', 'docker/stack.tls.yaml', mine];
	const { ports, secrets, configs } = configured(['docker', 'stack', 'config'], '-c', files).services['core-pod'];
	t.strictSame([ports?.length, secrets?.length, configs?.length], [2, 3, 1]);
});
