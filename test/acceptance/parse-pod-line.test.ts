import t from 'tap';
import { lineNames } from '../../docker/acceptance/line-names.ts';
import { parsePodLine } from '../../docker/acceptance/parse-pod-line.ts';

const STAMP = '2026-11-21T09:59:56.403869261Z';
const engine = { stamp: STAMP, engineMs: Date.parse('2026-11-21T09:59:56.403Z') };

t.test('a line of the daemon is the same in every log_format', async (t) => {
	const wanted = {
		...engine,
		program: 'podvisord',
		daemonMs: Date.parse('2026-11-21T09:59:56.399Z'),
		message: 'ready: nginx',
	};
	const lines = {
		raw: '2026-11-21 09:59:56,399 INFO ready: nginx',
		text: 'podvisord | 2026-11-21 09:59:56,399 INFO ready: nginx',
		json: '{"level":"info","time":"2026-11-21T09:59:56.399Z","program":"podvisord","event":"ready","message":"ready: nginx"}',
	};
	for (const [format, line] of Object.entries(lines)) t.strictSame(parsePodLine(`${STAMP} ${line}`), wanted, format);
});

t.test('a line of a program is known by its name, or by the service in its JSON', async (t) => {
	const own = '{"time":"2026-11-21T10:06:10.463Z","level":"info","service":"nginx","event":"listening"}';
	const lines = {
		raw: own,
		text: `nginx | ${own}`,
		json: JSON.stringify({ level: 'info', program: 'nginx', stream: 'stdout', message: own }),
	};
	for (const [format, text] of Object.entries(lines)) {
		const line = parsePodLine(`${STAMP} ${text}`);
		t.equal(line?.message, own, format);
		t.ok(line !== undefined && lineNames(line, 'nginx'), format);
		t.notOk(line !== undefined && lineNames(line, 'auth-service'), format);
	}
});

t.test('what a program says cannot pass for the daemon where lines have names', async (t) => {
	const line = parsePodLine(`${STAMP} nginx | podvisord | 2026-11-21 09:59:56,399 INFO ready: nginx`);
	t.match(line, { program: 'nginx', daemonMs: undefined });
});

t.test('a line without the time stamp of Docker is none', async (t) => {
	for (const text of ['', 'Error: No such container: x', '2026-11-21 09:59:56,399 INFO ready: nginx']) {
		t.equal(parsePodLine(text), undefined, text);
	}
	t.match(parsePodLine(`${STAMP} {"broken`), { message: '{"broken', program: undefined });
});
