import t from 'tap';
import { loadClientConfig } from '../../src/config/load-client-config.ts';
import { memoryConfigSource } from '../config/memory-config-source.ts';

const load = (text: string | Uint8Array, environment: Record<string, string> = {}) =>
	loadClientConfig('/etc/pod.conf', memoryConfigSource({ '/etc/pod.conf': text }, { environment }));

t.test('the client reads its own section, whatever is wrong with the others', async (t) => {
	const text = `[program:x]
command=%(nonsense)s "unclosed
no delimiter here
[include]
files=/nowhere/*.conf /etc/\\0
[podctl]
serverurl=unix://%(here)s/../run/pod.sock
username=%(ENV_WHO)s
prompt=mine
history_file=%(here)s/history
`;
	t.match(load(text, { WHO: 'ann' }), {
		ok: true,
		client: {
			serverurl: 'unix:///run/pod.sock',
			username: 'ann',
			password: undefined,
			prompt: 'mine',
			historyFile: '/etc/history',
		},
		serverurlPlace: { file: '/etc/pod.conf', line: 7 },
	});
});

t.test('where the section does not name the daemon, that is told apart', async (t) => {
	t.match(load('[supervisorctl]\n'), { ok: true, client: { prompt: 'supervisor' }, serverurlPlace: undefined });
	t.match(load('[DEFAULT]\nserverurl=http://x:1\n[supervisorctl]\n'), { serverurlPlace: { line: 2 } });
});

t.test('what keeps it from being read is told in full', async (t) => {
	const problem = (text: string | Uint8Array) => {
		const loaded = load(text);
		return loaded.ok ? [] : loaded.problems.map(({ message, hint }) => `${message}; ${hint}`);
	};
	t.match(problem('[unix_http_server]\nfile=/run/x.sock\n'), [
		/does not include supervisorctl section.*unix:\/\/\/run\/x\.sock/,
	]);
	t.match(problem('[supervisorctl]\nserverurl=%(ENV_NOPE)s\npassword=%(x)s\n'), [/ENV_NOPE/, /^the value has a "%"/]);
	t.match(problem(Buffer.from([0x5b, 0xff])), [/is not UTF-8/]);
	const missing = loadClientConfig('/etc/none.conf', memoryConfigSource({}));
	t.match(missing, { ok: false, problems: [{ message: 'cannot be read: there is no such file' }] });
});

t.test(
	'where the socket that the client was told of does not exist, the one of the server in the same file is taken',
	async (t) => {
		const text = `[unix_http_server]
file=%(ENV_RUN:-/tmp)s/pod.sock
[supervisorctl]
serverurl=unix:///tmp/pod.sock
`;
		const url = (sockets: readonly string[], run: string | undefined, more = ''): unknown => {
			const files = { '/etc/pod.conf': text + more, ...Object.fromEntries(sockets.map((path) => [path, ''])) };
			const loaded = loadClientConfig('/etc/pod.conf', memoryConfigSource(files, { environment: { RUN: run } }));
			return loaded.ok ? [loaded.client.serverurl, loaded.serverurlPlace?.line, loaded.isServersOwn] : loaded.problems;
		};
		t.same(url(['/run/pod.sock'], '/run'), ['unix:///run/pod.sock', 2, true]);
		t.same(url(['/run/pod.sock', '/tmp/pod.sock'], '/run'), ['unix:///tmp/pod.sock', 4, false], 'what is written wins');
		t.same(url([], '/run'), ['unix:///tmp/pod.sock', 4, false], 'neither is there');
		t.same(url(['/run/pod.sock'], undefined), ['unix:///tmp/pod.sock', 4, false]);
		t.same(
			url(['/run/pod.sock'], '/run', 'serverurl=http://127.0.0.1:9001\n'),
			['http://127.0.0.1:9001', 5, false],
			'a URL of TCP is no socket',
		);
		t.same(
			url(['/run/pod.sock'], '/run', '[unix_http_server]\nfile=%(ENV_NOWHERE)s/x\n'),
			['unix:///tmp/pod.sock', 4, false],
			'a mistake in the section of the server is not told',
		);
	},
);
