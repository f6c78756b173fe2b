/** .github/workflows: every step that they name can be taken, and none may do more than it must. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const FOLDER: string = join(ROOT, '.github/workflows');

interface Step {
	readonly name?: string;
	readonly uses?: string;
	readonly run?: string;
	readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
	readonly uses?: string;
	readonly needs?: string | readonly string[];
	readonly steps?: readonly Step[];
	readonly permissions?: Readonly<Record<string, string>>;
	readonly 'timeout-minutes'?: number;
	readonly 'runs-on'?: string;
	readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
}

interface Workflow {
	readonly on: Readonly<Record<string, unknown>>;
	readonly permissions: Readonly<Record<string, string>>;
	readonly concurrency: { readonly group: string };
	readonly jobs: Readonly<Record<string, Job>>;
}

const texts = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
const workflows = new Map([...texts].map(([name, text]) => [name, parse(text) as Workflow]));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Every job, as `file/job`. */
const jobs = [...workflows].flatMap(([file, { jobs }]) =>
	Object.entries(jobs).map(([name, job]) => ({ at: `${file}/${name}`, job, steps: job.steps ?? [] })),
);
const steps = jobs.flatMap(({ at, steps }) =>
	steps.map((step, index) => ({ at: `${at}/${step.name ?? index + 1}`, step })),
);
const commands = steps.flatMap(({ at, step: { run } }) => (run === undefined ? [] : [{ at, run }]));

t.test('the workflows are these', async (t) => {
	t.strictSame([...workflows.keys()].sort(), ['ci.yml', 'publish.yml']);
	t.ok(commands.length > 10);
});

t.test('every file and every npm script that a step names is there', async (t) => {
	let named = 0;
	for (const { at, run } of commands) {
		for (const [, path = ''] of run.matchAll(
			/(?:^|[\s"'])\.?\/?((?:scripts|test|docker|native|conf|\.ci)\/[\w./-]+)/gm,
		)) {
			named++;
			t.ok(existsSync(join(ROOT, path)), `${at}: ${path}`);
			const isProgram = new RegExp(`^\\s*${path}`, 'm').test(run);
			if (isProgram) t.ok(statSync(join(ROOT, path)).mode & 0o100, `${at}: ${path} can be run`);
		}
		for (const [, script = ''] of run.matchAll(/\bnpm (?:run )?(test|start|(?<=run )[\w:-]+)/g)) {
			named++;
			t.ok(scripts[script], `${at}: npm run ${script}`);
		}
	}
	t.ok(named > 8, `${named} were found`);
	for (const { at, job } of jobs) {
		if (job.uses?.startsWith('./')) t.ok(existsSync(join(ROOT, job.uses)), `${at}: ${job.uses}`);
		const include = (job.strategy?.matrix['include'] ?? []) as readonly { readonly file?: string }[];
		for (const { file } of include) t.ok(existsSync(join(ROOT, String(file))), `${at}: ${file}`);
	}
});

t.test('actions are pinned by their commit, with the version beside it, and the same everywhere', async (t) => {
	const pins = new Map<string, string>();
	for (const [file, text] of texts) {
		for (const [, used = ''] of text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)) {
			if (used.startsWith('./')) continue;
			t.match(used, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
			const [action = '', pin = ''] = used.split('@');
			t.equal(pins.get(action) ?? pin, pin, action);
			pins.set(action, pin);
		}
	}
	t.ok(pins.size > 3);
});

t.test('every job ends, and may only what it needs', async (t) => {
	for (const [file, { permissions, concurrency }] of workflows) {
		t.strictSame(permissions, { contents: 'read' }, file);
		t.ok(concurrency.group, file);
	}
	const more: Record<string, unknown> = {};
	for (const { at, job, steps } of jobs) {
		if (job.permissions !== undefined) more[at] = job.permissions;
		// A job that calls a workflow has that one's bounds.
		if (job.uses === undefined) t.ok(Number(job['timeout-minutes']) <= 60, at);
		for (const step of steps) {
			if (step.uses?.startsWith('actions/checkout@')) t.equal(step.with?.['persist-credentials'], false, at);
		}
	}
	t.strictSame(more, {
		'publish.yml/npm': { contents: 'read', 'id-token': 'write' },
		'publish.yml/images': { contents: 'read', packages: 'write' },
		'publish.yml/release': { contents: 'write' },
	});
});

t.test('no script contains what somebody else may write', async (t) => {
	// Expressions are put into a script as they are: a branch called `$(…)` would be run. What is ours may be.
	for (const { at, run } of commands) {
		for (const [, expression = ''] of run.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)) t.match(expression, /^matrix\./, at);
	}
	for (const [file, { on }] of workflows) t.notOk('pull_request_target' in on, file);
});

t.test('every job waits for jobs that are there, and nothing is published before all of CI has passed', async (t) => {
	const { jobs } = workflows.get('publish.yml') ?? { jobs: {} as Readonly<Record<string, Job>> };
	const before = (name: string): string[] => {
		const needs = [jobs[name]?.needs ?? []].flat();
		for (const needed of needs) t.ok(jobs[needed], `${name} needs ${needed}`);
		return [...needs, ...needs.flatMap(before)];
	};
	for (const name of ['npm', 'images', 'release']) {
		t.ok(before(name).includes('ci'), name);
		t.ok(before(name).includes('version'), name);
	}
	t.equal(jobs['ci']?.uses, './.github/workflows/ci.yml');
	t.ok('workflow_call' in (workflows.get('ci.yml')?.on ?? {}));
	// Both would wait for the other for ever.
	t.not(workflows.get('ci.yml')?.concurrency.group, workflows.get('publish.yml')?.concurrency.group);
});

t.test('the tests run on the Node that package.json asks for, and on the next one', async (t) => {
	const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
	const lowest = Number(/^>=(\d+)\./.exec(engines.node)?.[1]);
	t.strictSame(workflows.get('ci.yml')?.jobs['test']?.strategy?.matrix['node'], [lowest, lowest + 2]);
});
