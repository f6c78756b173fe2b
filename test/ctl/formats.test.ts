import t from 'tap';
import type { ProcessInfo } from '../../src/ctl/client/process-info.ts';
import { parseServerAddress } from '../../src/ctl/client/server-address.ts';
import { SseParser } from '../../src/ctl/client/sse-parser.ts';
import { formatHistory } from '../../src/ctl/commands/history.ts';
import { cleanText } from '../../src/ctl/format/clean-text.ts';
import { describeResult } from '../../src/ctl/format/describe-result.ts';
import { formatColumns } from '../../src/ctl/format/format-columns.ts';
import { formatStatuses } from '../../src/ctl/format/format-statuses.ts';
import { Output } from '../../src/ctl/output.ts';
import { parseCommandLine } from '../../src/ctl/parse-command-line.ts';
import { parseLine } from '../../src/ctl/parse-line.ts';

const info = (group: string, process: string, statename: string, description: string): ProcessInfo => ({
	group,
	process,
	state: 20,
	statename,
	description,
	pid: 1,
	exitstatus: 0,
	spawnerr: '',
	stdoutLogfile: '',
	stderrLogfile: '',
	whole: {},
});
const plain = { isTerminal: false, paint: (_: unknown, text: string) => text };

t.test('status is laid out for scripts as supervisorctl does', async (t) => {
	t.strictSame(
		formatStatuses([info('web', 'web', 'RUNNING', 'pid 7, uptime 0:00:05'), info('w', 'w_0', 'STARTING', '')], plain),
		['web                              RUNNING   pid 7, uptime 0:00:05', 'w:w_0                            STARTING  '],
	);
	const long = 'a-name-that-is-longer-than-thirty-characters';
	t.strictSame(
		formatStatuses([info(long, long, 'STOPPED', 'Not started'), info('web', 'web', 'BACKOFF', 'x')], plain),
		[`${long}   STOPPED   Not started`, `web${' '.repeat(long.length)}BACKOFF   x`],
	);
});

t.test('on a terminal status is as wide as it needs to be, and states have colours', async (t) => {
	const streams = { stdout: { isTTY: true, write() {} }, stderr: { write() {} } };
	const output = new Output(streams, { isJson: false, isColored: true });
	t.strictSame(formatStatuses([info('web', 'web', 'RUNNING', 'pid 7'), info('w', 'w_0', 'FATAL', 'why')], output), [
		'web     \x1b[32mRUNNING   \x1b[39mpid 7',
		'w:w_0   \x1b[31m\x1b[1mFATAL     \x1b[22m\x1b[39mwhy',
	]);
});

t.test('what a terminal would obey is shown, not obeyed', async (t) => {
	t.equal(cleanText('a\x1b[2Jb\r\n\x9bc\u202ed'), 'a\\x1b[2Jb\\x0d\\x0a\\x9bc\\u202ed');
	t.equal(cleanText('naïve 日本 🙂'), 'naïve 日本 🙂');
	const [line] = formatStatuses([info('x\x1b]0;', 'x\x1b]0;', 'RUNNING\x07', 'pid\x1b[31m')], plain);
	t.notMatch(line, /\p{Cc}/u);
});

t.test('each result has the words that scripts know', async (t) => {
	const result = (status: number, description = '') => ({ group: 'web', process: 'web', status, description });
	t.equal(describeResult('started', result(80)), 'web: started');
	t.equal(describeResult('started', result(50)), 'web: ERROR (spawn error)');
	t.equal(describeResult('started', result(40)), 'web: ERROR (abnormal termination)');
	t.equal(describeResult('started', result(21)), 'web: ERROR (file is not executable)');
	t.equal(describeResult('stopped', result(70)), 'web: ERROR (not running)');
	t.equal(describeResult('stopped', result(30, 'unknown problem\x1b')), 'unknown problem\\x1b');
	t.equal(describeResult('cleared', result(30)), 'web: ERROR (failed)');
	t.equal(describeResult('started', result(6, 'SHUTDOWN_STATE')), 'web: ERROR (SHUTDOWN_STATE)');
	t.equal(describeResult('started', result(999)), 'web: ERROR (fault 999)');
});

t.test('commands are listed in the columns of Python', async (t) => {
	t.strictSame(formatColumns(['add', 'avail', 'clear', 'exit', 'fg'], 15), ['add    exit', 'avail  fg  ', 'clear']);
	t.strictSame(formatColumns(['one', 'two'], 79), ['one  two']);
	t.strictSame(formatColumns([], 79), []);
	t.strictSame(formatColumns(['much-too-long'], 5), ['much-too-long']);
});

t.test('a line is taken apart as Python takes it', async (t) => {
	t.strictSame(parseLine('  '), { type: 'empty' });
	t.match(parseLine('status-x y'), { name: 'status', text: '-x y' });
	t.match(parseLine(' ?start '), { name: 'help', text: 'start' });
	t.match(parseLine('?'), { name: 'help', text: '' });
	t.match(parseLine('!ls'), { type: 'unknown', line: '!ls' });
});

t.test('options stand before the action, --json and --no-color anywhere', async (t) => {
	const parse = (...argv: string[]) => parseCommandLine(argv);
	t.match(parse('-ic', 'x.conf', 'tail', '-f', 'web'), {
		options: { interactive: '', configuration: 'x.conf' },
		words: ['tail', '-f', 'web'],
	});
	t.match(parse('--server=unix:///x', 'status', '--json', 'web'), {
		options: { serverurl: 'unix:///x', json: '' },
		words: ['status', 'web'],
	});
	t.match(parse('--user', 'ann', '--', '-x'), { options: { username: 'ann' }, words: ['-x'] });
	t.match(parse('--history_file=h'), { options: { 'history-file': 'h' } });
	t.match(parse('-?'), { options: { help: '' } });
	for (const [argv, message] of [
		[['-Z'], 'option -Z not recognized'],
		[['--nosuch'], 'option --nosuch not recognized'],
		[['--h'], 'option --h not a unique prefix'],
		[['-c'], 'option -c requires argument'],
		[['--json=1'], 'option --json must not have an argument'],
		[['-u', 'a', '--username=b'], "conflicting command line option '--username'"],
	] as const) {
		t.strictSame(parseCommandLine(argv), { type: 'error', message });
	}
});

t.test('an address is a socket or a host', async (t) => {
	t.strictSame(parseServerAddress('unix:///run/x.sock'), { type: 'unix', path: '/run/x.sock' });
	t.strictSame(parseServerAddress('http://localhost:9001'), { type: 'tcp', host: 'localhost', port: 9001 });
	t.strictSame(parseServerAddress('http://[::1]/'), { type: 'tcp', host: '::1', port: 80 });
	for (const url of ['https://x', 'unix://', 'nonsense', 'http://', 'unix://a\0b', '']) {
		t.equal(parseServerAddress(url), undefined, url);
	}
});

t.test('server-sent events are put together however they come in pieces', async (t) => {
	const bytes = Buffer.from(
		':\n\nid: 1\nevent: A\ndata: {"x":"ü"}\n\nevent: B\r\ndata: 1\r\ndata: 2\r\n\r\nevent: none\n\n',
	);
	const wanted = [
		{ id: '1', event: 'A', data: '{"x":"ü"}' },
		{ id: '', event: 'B', data: '1\n2' },
	];
	for (const size of [1, 2, 7, bytes.length]) {
		const parser = new SseParser();
		const found: unknown[] = [];
		for (let at = 0; at < bytes.length; at += size) found.push(...parser.feed(bytes.subarray(at, at + size)));
		t.strictSame(found, wanted, `${size} bytes at a time`);
	}
	t.throws(() => new SseParser().feed(Buffer.alloc(1024 * 1024 + 1, 'x')), /has no end/);
});

t.test('a history without faults is whole, and one that has not begun says why', async (t) => {
	const none = { upMs: 0, wantedMs: 0, restarts: {} };
	const told = (state: string, share: Record<string, unknown>): readonly string[] =>
		formatHistory({ displayName: 'web', state, hour: share, day: share, incidents: [] } as never);
	t.equal(told('STARTING', none)[1], '  last hour  it was not ready yet');
	t.equal(told('RUNNING', none)[1], '  last hour  it was not ready yet');
	t.equal(told('STOPPED', none)[1], '  last hour  it was not meant to be up');
	t.match(
		told('RUNNING', { ...none, upMs: 72_000, wantedMs: 72_000, availability: 1 })[1],
		/100\.00 % available \(up 1 min 12 s of 1 min 12 s\), no restarts/,
	);
});
