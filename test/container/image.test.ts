import { execFile, execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { type Container, startContainer } from '../../docker/acceptance/container.ts';
import { docker, dockerOutput, type Outcome } from '../../docker/acceptance/engine.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const IMAGE: string = process.env['PODVISOR_IMAGE'] ?? 'core-pod:test';
const BASE = 'node:24-bookworm-slim';
/** Of the images that are built here, and removed. */
const PREFIX = `podvisor-image-test-${process.pid}`;
const PODVISOR = `${PREFIX}:podvisor`;
const BUILD_MS = 300_000;
const MB = 1e6;

const built = new Set<string>();
t.teardown(async () => {
	for (const tag of built) await docker(['image', 'rm', '--force', tag]);
});

t.before(() => buildImage(PODVISOR, ['--target', 'podvisor', '-f', 'docker/Dockerfile', '.']));

t.test('the image says what it is, and how it is run, asked and stopped', async (t) => {
	const { Config } = await inspectImage(IMAGE);
	const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
	t.match(Config, {
		Entrypoint: ['podvisord', '-n', '-c', '/etc/podvisor/podvisor.conf'],
		Healthcheck: { Test: ['CMD', 'podctl', 'health'] },
		StopSignal: 'SIGTERM',
		Volumes: { '/var/log/supervisor': {} },
		ExposedPorts: { '80/tcp': {}, '443/tcp': {}, '9180/tcp': {} },
		Labels: {
			'org.opencontainers.image.title': 'core-pod',
			'org.opencontainers.image.description': /Podvisor/,
			'org.opencontainers.image.licenses': 'MIT',
			'org.opencontainers.image.version': version,
			'org.opencontainers.image.revision': /./,
		},
	});
	t.ok(Config.Env?.includes('CORE_POD_LOG_FORMAT=text'));
	t.notOk(Config.Cmd?.length, 'no argument of the base’s');
});

t.test('Podvisor adds at most 4 MB to its base, and the whole pod at most 20', async (t) => {
	const [image, base, podvisor] = await Promise.all([IMAGE, BASE, PODVISOR].map(inspectImage));
	const added = (image?.Size ?? 0) - (base?.Size ?? 0);
	t.comment(`Podvisor ${podvisor?.Size} bytes, the pod ${added} bytes`);
	t.ok(podvisor !== undefined && podvisor.Size > 0.5 * MB && podvisor.Size <= 4 * MB, `${podvisor?.Size} bytes`);
	t.ok(added > 3 * MB && added <= 20 * MB, `${added} bytes`);
	t.equal(podvisor?.RootFS.Layers.length, 1);
});

t.test('the image keeps no cache, nothing to build with, and nothing that everybody may write to', async (t) => {
	const find = `
		find / -xdev -perm -0002 ! -type l ! -path '/proc/*'
		find /var/lib/apt/lists /var/cache/apt /var/log -type f
		find / -xdev '(' -name '*.deb' -o -name '*-old' -path '/var/*' -o -name _cacache ')'
		find /usr/local/lib/node_modules/podvisor -name node_modules -o -name '*.ts' -o -name '*.c'
		command -v cc gcc make python3
		stat -c '%n %U:%G %a' /var/log/supervisor /usr/local/lib/node_modules/podvisor /etc/podvisor`;
	const said = await dockerOutput([
		'run',
		'--rm',
		'--network=none',
		'--entrypoint',
		'sh',
		IMAGE,
		'-c',
		`${find}; true`,
	]);
	t.strictSame(said.split('\n').sort(), [
		'/etc/podvisor root:root 755',
		'/run/lock',
		'/tmp',
		'/usr/local/lib/node_modules/podvisor root:root 755',
		'/var/log/supervisor root:root 775',
		'/var/tmp',
	]);
});

t.test('Podvisor’s layer is the same when it is built again without a cache', async (t) => {
	const again = `${PREFIX}:again`;
	const args = ['--no-cache', '--target', 'podvisor', '-f', 'docker/Dockerfile', '.'];
	// The other builder, where this machine's client has it: the layer must not depend on that either.
	const withBuildkit = await buildWithBuildkit(again, args);
	t.comment(withBuildkit ? 'by BuildKit' : 'by the classic builder');
	if (!withBuildkit) await buildImage(again, args);
	const [one, other] = await Promise.all([PODVISOR, again].map(inspectImage));
	t.strictSame(other?.RootFS.Layers, one?.RootFS.Layers);
});

const RECIPES: readonly { readonly heading: string; readonly conf: string }[] = [
	{ heading: 'An image with Node', conf: 'podvisor.conf' },
	{ heading: 'An image without Node', conf: 'podvisor.conf' },
	{ heading: "From npm's package", conf: 'podvisor.conf' },
	{ heading: 'In place of supervisord and dumb-init', conf: 'supervisord.conf' },
];

for (const { heading, conf } of RECIPES) {
	t.test(`the recipe works as it is written: ${heading}`, async (t) => {
		const recipe = recipeOf(heading);
		const context = t.testdir({ [conf]: CONF });
		if (recipe.includes('.tgz')) packInto(context);
		if (recipe.includes('--from=podvisor-with-node')) {
			const options = ['--build-arg', `PODVISOR_IMAGE=${PODVISOR}`, '-f', 'docker/Dockerfile.with-node', '.'];
			await buildImage(`${PREFIX}:with-node`, options);
		}
		const dockerfile = recipe
			.replace('--from=podvisor-with-node ', `--from=${PREFIX}:with-node `)
			.replace('--from=podvisor ', `--from=${PODVISOR} `);
		writeFileSync(join(context, 'Dockerfile'), dockerfile);
		const tag = `${PREFIX}:recipe-${RECIPES.findIndex((other) => other.heading === heading)}`;
		await buildImage(tag, [context]);

		// What is meant for the programs' Node must reach neither podvisord's nor podctl's.
		const container = await startContainer({ image: tag, options: ['--env', 'NODE_OPTIONS=--require=/none.js'] });
		t.teardown(() => container.remove());
		await container.untilLog(/success: steady entered RUNNING/);
		const logs = await container.logs();
		t.match(logs, /podvisord started with pid 1\b/);
		t.notMatch(logs, /portable/, 'with its addon');
		t.match((await podctl(container, 'status')).stdout, /^steady +RUNNING +pid /);
		t.match(await podctl(container, 'health'), { status: 0, stdout: /^healthy/ });
		const links = await container.exec(['readlink', '/usr/local/bin/podvisord', '/usr/local/bin/podctl']);
		t.match(links.stdout, /^\.\.\/lib\/.*podvisord\.js\n\.\.\/lib\/.*podctl\.js\n$/, 'links are links');
		const left = await container.exec(['sh', '-c', 'ls -d /root/.npm /tmp/*.tgz 2>/dev/null']);
		t.equal(left.stdout, '', 'nothing is left of the installation');
		if (recipe.includes('/supervisorctl')) {
			t.match((await container.exec(['supervisorctl', 'status'])).stdout, /^steady +RUNNING +pid /);
		}
		t.equal((await container.stop()).exitCode, 0);

		for (const having of ['--user 12345', '--cap-drop ALL --cap-add']) {
			const confined = await startContainer({ image: tag, options: hardened(having).split(/\s+/) });
			t.teardown(() => confined.remove());
			await confined.untilLog(/success: steady entered RUNNING/);
			t.match(await podctl(confined, 'health'), { status: 0, stdout: /^healthy/ }, having);
			t.notMatch(await confined.logs(), /pidfile/);
		}
	});
}

t.test(
	'the hardened pod comes up with the capabilities that the documentation leaves it, its services apart from root',
	async (t) => {
		const options = hardened('--cap-drop ALL --cap-add').split(/\s+/);
		const container = await startContainer({ image: IMAGE, options });
		t.teardown(() => container.remove());
		await container.untilLog(/success: nginx entered RUNNING/);
		const users = await container.exec(['sh', '-c', 'for p in /proc/[0-9]*; do stat -c %U:%u $p; done | sort -u']);
		t.match(users.stdout, /^www-data:33$/m, 'services and workers are not root');
		t.match(await podctl(container, 'restart', 'auth-service'), { status: 0 }, 'and can be stopped');
		t.equal((await container.stop()).exitCode, 0);
	},
);

t.test('a pod that is never root and may do nothing comes up', async (t) => {
	const container = await startContainer({ image: IMAGE, options: hardened('--user 12345').split(/\s+/) });
	t.teardown(() => container.remove());
	await container.untilLog(/success: nginx entered RUNNING/);
	t.match(await podctl(container, 'health'), { status: 0, stdout: /^healthy: 3 of 3/ });
	const log = await container.exec(['cat', '/var/log/supervisor/auth-service.log']);
	t.match(log.stdout, /"listening"/, 'and has its logs');
	t.equal((await container.stop()).exitCode, 0);
});

const CONF = `[supervisord]
nodaemon=true
user=root
pidfile=/tmp/supervisord.pid
logfile=/dev/null
logfile_maxbytes=0

[unix_http_server]
file=/tmp/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix:///tmp/supervisor.sock

[program:steady]
command=sleep 1000
user=nobody
startsecs=0
`;

const DOC: string = readFileSync(join(ROOT, 'docs/CONTAINER.md'), 'utf8');

/** The block that is marked `dockerfile` below that heading; "before" is marked otherwise. */
function recipeOf(heading: string): string {
	const [, section = ''] = DOC.split(`\n### ${heading}\n`);
	const [, recipe] = /^```dockerfile\n([^`]*)```$/m.exec(section.split('\n## ')[0] ?? '') ?? [];
	if (recipe === undefined) throw new Error(`docs/CONTAINER.md has no dockerfile below '${heading}'`);
	return recipe;
}

/** The options of the `docker run` in the documentation that has these. */
function hardened(having: string): string {
	const commands = [...DOC.matchAll(/^docker run -d ((?:.*\\\n)*.*) core-pod$/gm)].map(([, options = '']) => options);
	const found = commands.map((options) => options.replaceAll(/\\\n/g, '')).find((options) => options.includes(having));
	if (found === undefined) throw new Error(`docs/CONTAINER.md has no docker run with '${having}'`);
	return found;
}

/** Puts npm's package there. Its bundle is built for it: nothing depends on a dist/ that is lying about. */
function packInto(context: string): void {
	const checkout = join(context, 'checkout');
	for (const path of ['package.json', 'LICENSE', 'README.md', 'native', 'scripts', 'src', 'conf', 'docs']) {
		cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
	}
	execFileSync('ln', ['-s', join(ROOT, 'node_modules'), checkout]);
	execFileSync(process.execPath, [join(checkout, 'scripts/build.js')]);
	execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', context], { cwd: checkout });
	execFileSync('rm', ['-r', checkout]);
}

function podctl(container: Container, ...args: readonly string[]): Promise<Outcome> {
	return container.exec(['podctl', ...args]);
}

/** `docker build --quiet` from the checkout, where the context is '.', or from another folder. */
async function buildImage(tag: string, args: readonly string[]): Promise<void> {
	await dockerOutput(buildArguments(tag, args), { timeoutMs: BUILD_MS });
}

/** Whether one of this machine's clients can ask for BuildKit: from 23 on docker needs the package buildx for it. */
async function buildWithBuildkit(tag: string, args: readonly string[]): Promise<boolean> {
	for (const client of ['docker', '/usr/bin/docker']) {
		const env = { ...process.env, DOCKER_BUILDKIT: '1' };
		try {
			await promisify(execFile)(client, buildArguments(tag, args), { env, timeout: BUILD_MS });
			return true;
		} catch (error) {
			if (!/buildx|ENOENT/.test(String(error))) throw error;
		}
	}
	return false;
}

function buildArguments(tag: string, args: readonly string[]): string[] {
	built.add(tag);
	const absolute = args.map((argument) => (/^(\.|docker\/.*)$/.test(argument) ? join(ROOT, argument) : argument));
	return ['build', '--quiet', '--network=host', '--tag', tag, ...absolute];
}

interface Image {
	readonly Size: number;
	readonly RootFS: { readonly Layers: readonly string[] };
	readonly Config: { readonly Env?: readonly string[]; readonly Cmd?: readonly string[] | null };
}

async function inspectImage(tag: string): Promise<Image> {
	const [image] = JSON.parse(await dockerOutput(['image', 'inspect', tag])) as [Image];
	return image;
}
