/** The web page, with as much of a browser around it as it needs, in front of a real daemon. */
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import t from 'tap';
import { PageUnderTest, scriptOf } from '../interfaces/web/page-under-test.ts';
import { freePort } from './free-port.ts';
import { startPod } from './pod-under-test.ts';

const CONF = `
[program:echo]
command=sh -c 'echo "<script>alert(1)</script>"; exec sleep 1000'
stdout_logfile=%(here)s/echo.log
stderr_logfile=NONE
startsecs=0
[program:<b>&amp;]
command=/no/such/<img>
startretries=0
[program:workers]
command=sleep 1000
process_name=w%(process_num)d
numprocs=2
startsecs=0
`;

interface Page {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly html: string;
}

function get(
	port: number,
	options: { readonly path?: string; readonly method?: string; readonly auth?: string } = {},
): Promise<Page> {
	return new Promise((resolve, reject) => {
		const asking = request({ port, agent: false, ...options }, (response) => {
			let html = '';
			response.setEncoding('utf8').on('data', (text: string) => {
				html += text;
			});
			response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, html }));
		});
		asking.on('error', reject).end();
	});
}

t.test('the page shows the programs, and does what its buttons say', async (t) => {
	const port = await freePort();
	const conf = `[inet_http_server]\nport=127.0.0.1:${port}\nusername=admin\npassword=geheim\n${CONF}`;
	const pod = startPod(t, { conf });
	await pod.line(/gave up|FATAL/);
	await pod.line(/success: w1/);
	await pod.line(/success: w0/);

	t.equal((await get(port)).status, 401);
	const auth = 'admin:geheim';
	t.equal((await get(port, { auth, path: '/index.html' })).status, 200);
	t.equal((await get(port, { auth, method: 'POST' })).status, 405);
	const { status, headers, html } = await get(port, { auth });
	t.equal(status, 200);
	t.match(headers, {
		'content-type': 'text/html; charset=utf-8',
		'x-frame-options': 'DENY',
		'cache-control': 'no-store',
	});

	const page = new PageUnderTest(html, { port, auth });
	t.teardown(() => page.close());
	await pod.until(() => page.rows.length === 4, 'the programs');
	const row = (name: string) => page.rows.find((each) => each.name === name);
	t.match(row('<b>&amp;'), {
		state: 'FATAL',
		info: /<img>/,
		buttons: ['Start', 'Clear Log', 'Tail -f Stdout', 'Tail -f Stderr'],
	});
	t.match(row('echo'), {
		state: 'RUNNING',
		info: /^pid \d+, uptime/,
		buttons: ['Restart', 'Stop', 'Clear Log', 'Tail -f Stdout', 'Tail -f Stderr'],
	});
	await pod.until(
		() => /^supervisor, podvisord \d/.test(page.byId('daemon').textContent),
		'what the daemon says of itself',
	);

	page.click('workers:w1', 'Stop');
	await pod.until(() => row('workers:w1')?.state === 'STOPPED', 'w1 is stopped');
	await pod.until(() => page.byId('message').textContent === 'stop workers:w1: done', 'that it is said');
	t.match(row('workers:w1')?.buttons[0], 'Start');
	page.click('<b>&amp;', 'Start');
	await pod.until(() => /NO_FILE/.test(page.byId('message').textContent), 'why it cannot be started');
	t.equal(page.byId('message').className, 'bad');

	t.equal(page.byId('tail-text').textContent, '');
	page.click('echo', 'Tail -f Stdout');
	await pod.until(() => page.byId('tail-text').textContent === '<script>alert(1)</script>\n', 'the log');
	page.click('echo', 'Restart');
	await pod.until(() => page.byId('tail-text').textContent.length > 40, 'what it says when it is restarted');
	page.click('echo', 'Tail -f Stderr');
	await pod.until(() => /no such log/.test(page.byId('tail-text').textContent), 'that there is none');
	page.byId('tail-close').click();
	t.equal(page.byId('tail').hidden, true);

	page.byId('stop-all').click();
	await pod.until(() => page.rows.every(({ state }) => state === 'STOPPED' || state === 'FATAL'), 'all are stopped');
	page.byId('restart-all').click();
	await pod.until(() => page.rows.filter(({ state }) => state === 'RUNNING').length === 3, 'all run again');
	t.equal(page.byId('lost').hidden, true);
	page.byId('refresh').click();
	await pod.stop();
	page.byId('refresh').click();
	await page.until(() => !page.byId('lost').hidden);
	t.match(page.byId('lost').textContent, /podvisord does not answer/);
});

t.test('nothing runs in the page but its own script, and nothing is loaded', async (t) => {
	const port = await freePort();
	const pod = startPod(t, { conf: `[inet_http_server]\nport=127.0.0.1:${port}\n[program:x]\ncommand=sleep 1000\n` });
	await pod.line(/spawned: 'x'/);
	const { headers, html } = await get(port);
	const policy = String(headers['content-security-policy']);
	const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
	t.match(policy, "default-src 'none'");
	t.ok(policy.includes(`script-src ${hash(scriptOf(html))};`));
	t.ok(policy.includes(`style-src ${hash(/<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '')};`));
	t.notMatch(policy, /unsafe|\*|https?:/);
	t.notMatch(html, /\s(src|href|on\w+|style)=/i);
	t.equal(html.match(/<script/g)?.length, 1);
	t.equal((await get(port, { method: 'HEAD' })).status, 200);
});
