import { globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import t from 'tap';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Without comments, one instruction an item, its continuation lines joined. */
function instructions(path: string): string[] {
	return read(path)
		.replaceAll(/^#.*\n/gm, '')
		.replaceAll(/\s*\\\n\s*/g, ' ')
		.split('\n')
		.filter((line) => line !== '');
}

t.test('the Alpine image is the same as Debian’s but for its base, its package and its users', async (t) => {
	const debian = instructions('docker/Dockerfile');
	const alpine = instructions('docker/Dockerfile.alpine');
	const only = (these: string[], those: string[]): string[] => these.filter((line) => !those.includes(line));
	t.match(only(debian, alpine), [
		'ARG NODE_IMAGE=node:24-bookworm-slim',
		'ARG NGINX=nginx-light',
		/^RUN apt-get update .* \/var\/log\/supervisor$/,
	]);
	t.equal(only(debian, alpine).length, 3);
	t.match(only(alpine, debian), [
		'ARG NODE_IMAGE=node:24-alpine',
		'ARG NGINX=nginx',
		/^RUN apk add --no-cache "\$NGINX" .* \/var\/log\/supervisor$/,
		'ENV CORE_POD_USER=nginx CORE_POD_NGINX_USER=nginx',
	]);
	t.equal(only(alpine, debian).length, 4);
	const shared = (lines: string[], others: string[]): string[] => lines.filter((line) => others.includes(line));
	t.strictSame(shared(alpine, debian), shared(debian, alpine), 'in the same order');
	const directories = (lines: string[]): string | undefined =>
		lines.find((line) => /^RUN ap/.test(line))?.replace(/^.*(?=mkdir)/, '');
	t.ok(directories(debian));
	t.equal(directories(alpine), directories(debian), 'with the same directories, as open');
});

t.test('the HEALTHCHECK that is documented is that of the image, wherever it stands', async (t) => {
	const [wanted] = instructions('docker/Dockerfile').filter((line) => line.startsWith('HEALTHCHECK'));
	const found = ['README.md', ...globSync('docs/*.md', { cwd: ROOT })].flatMap((page) =>
		[...read(page).matchAll(/^[+ ]*(HEALTHCHECK .*)$/gm)].map(([, line]) => ({ page, line })),
	);
	for (const { page, line } of found) t.equal(line, wanted, page);
	const pages = ['README.md', 'docs/CONTAINER.md', 'docs/MIGRATION.md', 'docs/OPERATIONS.md'];
	t.strictSame([...new Set(found.map(({ page }) => page))].sort(), pages);
});

t.test('the labels of each image tell the version of the package', async (t) => {
	const { version } = JSON.parse(read('package.json')) as { version: string };
	const files = globSync('docker/Dockerfile*', { cwd: ROOT }).sort();
	t.strictSame(files, ['docker/Dockerfile', 'docker/Dockerfile.alpine', 'docker/Dockerfile.with-node']);
	for (const file of files) t.ok(instructions(file).includes(`ARG VERSION=${version}`), file);
});

t.test('what the image is built from is sent to the engine, and nothing else of the checkout', async (t) => {
	const sent = read('.dockerignore')
		.split('\n')
		.flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
	const copied = instructions('docker/Dockerfile').flatMap((line) => {
		const [, sources = ''] = /^COPY (?!--from)(.*) \S+$/.exec(line) ?? [];
		return sources === '' ? [] : sources.split(' ');
	});
	t.ok(copied.length > 5);
	for (const path of copied) {
		t.ok(
			sent.some((entry) => entry === path || matchesGlob(entry, `${path}/**`)),
			`${path} is sent`,
		);
	}
	for (const entry of sent) {
		t.ok(
			copied.some((path) => entry === path || matchesGlob(entry, `${path}/**`)),
			`${entry} is used`,
		);
	}
	t.match(read('.dockerignore'), /^\*\n/, 'the rest is not');
});
