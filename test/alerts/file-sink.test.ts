import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Alert } from '../../src/alerts/alert.ts';
import { composeAlert } from '../../src/alerts/compose-alert.ts';
import { findIncident } from '../../src/alerts/find-incident.ts';
import { Redactor } from '../../src/alerts/redactor.ts';
import type { DirectSink } from '../../src/alerts/sinks/alert-sink.ts';
import { createFileSink } from '../../src/alerts/sinks/file-sink.ts';
import { createFakeSystem, type FakeSystem } from '../../src/platform/fake/fake-system.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import type { System } from '../../src/platform/system.ts';
import { incident } from './findings.ts';
import { schemaErrors } from './schema-errors.ts';

const PATH = '/tmp/alerts.json';

function alert(serial: number, stderr: readonly string[] = ['Error']): Alert {
	const finding = findIncident(incident({ stderr }));
	return composeAlert(
		{ finding, key: 'exit web:web', status: 'firing', severity: 'warning', isFlapping: false, count: 0 },
		{
			id: `0123456789abcdef-${serial}`,
			wallMs: 0,
			events: new Set(),
			pod: { hostname: 'host', identifier: 'pod', environment: undefined },
			redactor: new Redactor(),
		},
	);
}

/** Of very different lengths. */
function anyAlert(serial: number): Alert {
	return alert(serial, Array(serial % 47).fill('e'.repeat((serial * 37) % 211)));
}

function openSink(system: System, options: { path?: string; maxbytes?: number; backups?: number } = {}): DirectSink {
	const { path = PATH, maxbytes = 0, backups = 3 } = options;
	const config = { type: 'file', path, maxbytes, backups } as const;
	return createFileSink({ config, system, timeoutMs: 1000, environment: {}, takeOver: undefined });
}

function contentOf(system: FakeSystem, path = PATH): string {
	return system.files.content(path) ?? '';
}

/** Their serial numbers; throws where a line is not as the schema has it. */
function serialsOf(text: string): number[] {
	const lines = text.split('\n');
	if (lines.pop() !== '') throw new Error('the last line has no end');
	return lines.map((line) => {
		const [wrong] = schemaErrors(line);
		if (wrong !== undefined) throw new Error(wrong);
		return Number((JSON.parse(line) as Alert).id.split('-')[1]);
	});
}

function numbers(count: number, first = 1): number[] {
	return Array.from({ length: count }, (_, index) => first + index);
}

t.test('each alert is a line, and no line crosses the end of a page', async (t) => {
	const system = createFakeSystem();
	const sink = openSink(system);
	for (const serial of numbers(200)) t.strictSame(sink.write(anyAlert(serial)), { type: 'delivered' });
	const text = contentOf(system);
	t.strictSame(serialsOf(text), numbers(200));
	let offset = 0;
	for (const line of text.split('\n').slice(0, -1)) {
		const begin = offset + Buffer.byteLength(line) - Buffer.byteLength(line.trimStart());
		const end = offset + Buffer.byteLength(line);
		t.equal(Math.floor(begin / 4096), Math.floor(end / 4096), `the line at ${offset}`);
		offset = end + 1;
	}
});

t.test('it is rotated before it grows too large, and no line is lost', async (t) => {
	const system = createFakeSystem();
	const sink = openSink(system, { maxbytes: 20_000, backups: 2 });
	for (const serial of numbers(100)) sink.write(anyAlert(serial));
	const kept = [`${PATH}.2`, `${PATH}.1`, PATH].map((path) => contentOf(system, path));
	for (const text of kept) t.ok(Buffer.byteLength(text) <= 20_000 + 4096);
	const serials = kept.flatMap(serialsOf);
	t.strictSame(serials, numbers(serials.length, 101 - serials.length));
	t.notOk(system.files.exists(`${PATH}.3`));
});

t.test('without backups it begins anew', async (t) => {
	const system = createFakeSystem();
	const sink = openSink(system, { maxbytes: 10_000, backups: 0 });
	for (const serial of numbers(50)) sink.write(anyAlert(serial));
	t.equal(serialsOf(contentOf(system)).at(-1), 50);
	t.notOk(system.files.exists(`${PATH}.1`));
});

t.test('a full disk leaves no half of a line, and is told', async (t) => {
	const system = createFakeSystem();
	const sink = openSink(system);
	sink.write(alert(1));
	system.files.diskBytesLeft = 100;
	t.strictSame(sink.write(alert(2)), { type: 'refused', reason: `cannot write '${PATH}': ENOSPC` });
	t.strictSame(sink.write(alert(3)).type, 'refused');
	t.strictSame(serialsOf(contentOf(system)), [1]);
	system.files.diskBytesLeft = 1e6;
	t.strictSame(sink.write(alert(4)), { type: 'delivered' });
	t.strictSame(serialsOf(contentOf(system)), [1, 4]);
});

t.test('a folder that is missing is told, and found when it is there', async (t) => {
	const system = createFakeSystem();
	const sink = openSink(system, { path: '/srv/alerts.json' });
	t.strictSame(sink.write(alert(1)), { type: 'refused', reason: "cannot write '/srv/alerts.json': ENOENT" });
	system.files.makeFolder('/srv');
	t.strictSame(sink.write(alert(2)), { type: 'delivered' });
});

t.test('a file that somebody takes away is begun anew', async (t) => {
	const system = createFakeSystem();
	const sink = openSink(system);
	sink.write(alert(1));
	system.files.rename(PATH, '/tmp/elsewhere');
	sink.write(alert(2));
	t.strictSame(serialsOf(contentOf(system, '/tmp/elsewhere')), [1]);
	t.strictSame(serialsOf(contentOf(system)), [2]);
});

t.test('what an earlier life could not end is mended', async (t) => {
	const system = createFakeSystem();
	openSink(system).write(alert(1));
	const whole = contentOf(system);
	const line = whole.trimEnd();
	for (const [left, kept] of [
		[`${whole}${line.slice(0, 1)}`, whole],
		[`${whole}${line.slice(0, 9)}`, whole],
		[`${whole}${line.slice(0, 300)}`, whole],
		[`${whole}${' '.repeat(1000)}${line.slice(0, 300)}`, whole],
		[`${whole}${' '.repeat(1000)}`, `${whole}${' '.repeat(1000)}`],
		[line.slice(0, 300), ''],
		['somebody wrote this', 'somebody wrote this\n'],
		[`${whole}{"other":`, `${whole}{"other":\n`],
		['x'.repeat(50_000), `${'x'.repeat(50_000)}\n`],
	] as const) {
		system.files.put(PATH, left);
		openSink(system).write(alert(2));
		const text = contentOf(system);
		t.ok(text.startsWith(kept), JSON.stringify(left.slice(-40)));
		t.strictSame(serialsOf(text.slice(kept.length)), [2]);
	}
});

t.test('it is for its owner and the group alone; a link of somebody else is not followed', async (t) => {
	const path = join(t.testdir(), 'alerts.json');
	const system = { ...createFakeSystem(), files: createNodeFiles() };
	const sink = openSink(system, { path });
	t.strictSame(sink.write(alert(1)), { type: 'delivered' });
	t.equal(statSync(path).mode & 0o777 & ~0o640, 0);
	sink.close();
	t.strictSame(sink.write(alert(2)), { type: 'delivered' }, 'it opens again');
	t.strictSame(serialsOf(readFileSync(path, 'utf8')), [1, 2]);
	sink.close();
});

t.test('a writer that is killed at any moment leaves whole lines', { timeout: 300_000 }, async (t) => {
	const path = join(t.testdir(), 'alerts.json');
	const script = new URL('write-alerts.ts', import.meta.url).pathname;
	let all = 0;
	for (let round = 0; round < 15; round++) {
		const writer = spawn(process.execPath, [script, path], {
			env: { ...process.env, NODE_OPTIONS: '' },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const gone = new Promise((resolve) => writer.once('close', resolve));
		let rounds = 0;
		await new Promise<void>((resolve) => {
			writer.stdout.on('data', (dots: Buffer) => {
				rounds += dots.length;
				if (rounds > round * 7) resolve();
			});
		});
		writer.kill('SIGKILL');
		await gone;
		// Between the rename of a rotation and the next line there is no file of this name.
		const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
		// Spaces that a line was to follow are no line; it is empty in the moment in which it begins anew.
		const lines = text.trim() === '' ? [] : text.trimEnd().split('\n');
		const wrong = lines.flatMap(schemaErrors);
		t.strictSame(wrong, [], `${lines.length} lines`);
		t.match(text, /(^|\n) *$/);
		all += lines.length;
	}
	t.ok(all > 0);
});
