/** The pod that Podvisor is measured on, in namespaces of its own: port 80, www-data, the paths of a container. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import { IS_ROOT, type PodUnderTest, startPod } from './pod-under-test.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const CONF: string = join(ROOT, 'conf/core-pod.conf');

const SERVICES = ['auth-service', 'user-service', 'nginx'];

/** What a container brings: a loopback, a folder for logs, an empty /tmp, but for the checkout where it lies in there. */
const CONTAINER = `set -e
ip link set lo up
mount -t tmpfs tmpfs /var/log
mkdir /var/log/supervisor /var/log/checkout
mount --bind '${ROOT}' /var/log/checkout
mount -t tmpfs tmpfs /tmp
mkdir -p '${ROOT}'
mount --bind /var/log/checkout '${ROOT}'
umount /var/log/checkout
exec "$@"`;

function startCorePod(t: Parameters<typeof startPod>[0], environment: Record<string, string> = {}): PodUnderTest {
	return startPod(t, {
		conf: '',
		args: ['-n', '-c', CONF],
		environment,
		wrapper: ['unshare', '--net', '--mount', 'sh', '-c', CONTAINER, '--'],
	});
}

/** Runs a script inside the pod, which has the Node of this test; its standard output. */
function insideNode(pod: PodUnderTest, script: string): string {
	return pod.inside(process.execPath, '--input-type=module', '-e', script).trim();
}

/** The text of a file inside the pod; empty while there is none. */
function read(pod: PodUnderTest, path: string): string {
	return pod.inside('sh', '-c', `cat ${path} 2>/dev/null || true`);
}

function asObject(text: string): Readonly<Record<string, unknown>> {
	return JSON.parse(text);
}

async function allReady(pod: PodUnderTest): Promise<void> {
	for (const name of SERVICES) await pod.line(new RegExp(`ready: ${name}`));
}

t.test('the core pod', { skip: !IS_ROOT && 'needs root for its own network' }, async (t) => {
	t.test('starts auth-service, user-service and nginx in order, each when the one before is ready', async (t) => {
		const pod = startCorePod(t);
		await allReady(pod);
		const order = pod
			.lines(/spawned:|ready:/)
			.map((line) => / (spawned|ready): '?([\w-]+)/.exec(line)?.slice(1).join(' '));
		t.strictSame(
			order,
			SERVICES.flatMap((name) => [`spawned ${name}`, `ready ${name}`]),
		);
		for (const name of SERVICES) await pod.line(new RegExp(`success: ${name} entered RUNNING state`));

		const answer = insideNode(
			pod,
			`const login = await fetch('http://127.0.0.1/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'bob', password: 'builder' }) });
			const { token } = await login.json();
			const users = await fetch('http://127.0.0.1/api/users', { headers: { authorization: 'Bearer ' + token } });
			console.log(login.status, users.status, (await users.json()).users.length);`,
		);
		t.equal(answer, '200 200 3', 'a user logs in through nginx and lists the users');
		const owners = pod.inside('ps', '-eo', 'user:20=,args=');
		t.match(owners, /^www-data +node auth-service\.mjs$/m);
		t.match(owners, /^www-data +node user-service\.mjs$/m);
		for (const [log, text] of [
			['auth-service', /listening/],
			// Through /dev/stdout.
			['nginx', /auth\/login/],
			['supervisord', /spawned: 'nginx'/],
		] as const) {
			await pod.until(() => text.test(pod.inside('cat', `/var/log/supervisor/${log}.log`)), `${text} in ${log}.log`);
		}

		t.strictSame(await pod.stop(), { code: 0, signal: null });
		const stopped = pod.lines(/stopped:/).map((line) => /stopped: ([\w-]+) \((.*)\)/.exec(line)?.slice(1));
		t.strictSame(stopped, [
			['nginx', 'exit status 0'],
			['user-service', 'exit status 0'],
			['auth-service', 'exit status 0'],
		]);
	});

	t.test('repairs a crash and leaves the others alone; no zombie stays', async (t) => {
		const pod = startCorePod(t, { ALLOW_CRASH: '1' });
		await allReady(pod);
		insideNode(pod, `await fetch('http://127.0.0.1:3002/crash?code=3', { method: 'POST' }).catch(() => {})`);
		await pod.line(/exited: user-service \(exit status 3; not expected\)/);
		await pod.line(/ready: user-service/, 2);
		insideNode(pod, `await fetch('http://127.0.0.1:3001/crash?signal=SIGSEGV', { method: 'POST' }).catch(() => {})`);
		await pod.line(/exited: auth-service \(terminated by SIGSEGV.*; not expected\)/);
		await pod.line(/ready: auth-service/, 2);
		t.equal(pod.lines(/spawned: 'nginx'/).length, 1);
		t.equal(insideNode(pod, `console.log((await fetch('http://127.0.0.1/health/user-service')).status)`), '200');
		await pod.until(() => pod.zombies().length === 0, 'no zombies');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	});

	t.test('watches itself: a service that hangs is replaced and told of, and nobody else is touched', async (t) => {
		const pod = startCorePod(t, { ALLOW_CRASH: '1' });
		await allReady(pod);
		const statuses = insideNode(
			pod,
			`const paths = ['/livez', '/readyz', '/startupz', '/metrics'];
			const answers = await Promise.all(paths.map((path) => fetch('http://127.0.0.1:9180' + path)));
			console.log(answers.map(({ status }) => status).join(' '))`,
		);
		t.equal(statuses, '200 200 200 200');
		insideNode(pod, `await fetch('http://127.0.0.1:3002/crash?hang', { method: 'POST' })`);
		await pod.line(/ unhealthy: user-service \(liveness: timed out after 2 s/);
		await pod.line(/ ready: user-service/, 2);
		for (const name of ['auth-service', 'nginx']) {
			t.equal(pod.lines(new RegExp(`spawned: '${name}'`)).length, 1, `${name} was left alone`);
		}

		const alerts = await pod.until(() => {
			const lines = read(pod, '/tmp/alerts.json').split('\n');
			// A machine that is short of memory is told of too.
			const told = lines.filter((line) => line.trim() !== '').map(asObject);
			const ofHealth = told.filter(({ event }) => event === 'HEALTH');
			return ofHealth.some(({ status }) => status === 'resolved') ? ofHealth : undefined;
		}, 'an alert that is over');
		t.match(alerts, [{ status: 'firing', event: 'HEALTH', subject: { name: 'user-service' } }]);
		// The first measurement comes with the first interval.
		const figures = await pod.until(() => read(pod, '/tmp/memory_metrics.json') || undefined, 'figures of memory');
		t.match(asObject(figures)['programs'], [{ name: 'auth-service' }, { name: 'user-service' }, { name: 'nginx' }]);
		const health = asObject(insideNode(pod, `console.log(await (await fetch('http://127.0.0.1:9180/health')).text())`));
		t.match(health['programs'], [{ restarts: 0 }, { name: 'user-service', ready: true }, { restarts: 0 }]);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	});

	t.test('SIGTERM lets requests in flight finish', async (t) => {
		const pod = startCorePod(t);
		await allReady(pod);
		const request = spawn('nsenter', [
			'--target',
			String(pod.pid),
			'--net',
			'--',
			process.execPath,
			'--input-type=module',
			'-e',
			`const asked = fetch('http://127.0.0.1/slow/user-service?ms=1200');
			const inFlight = async () => (await (await fetch('http://127.0.0.1:3002/health')).json()).inFlight;
			while (await inFlight() === 0);
			console.log('in flight');
			const answer = await asked;
			console.log(answer.status, (await answer.json()).sleptMs)`,
		]);
		let answer = '';
		request.stdout.setEncoding('utf8').on('data', (text: string) => {
			answer += text;
		});
		const answered = once(request, 'close');
		await pod.until(() => answer === 'in flight\n', 'the request in flight');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
		await answered;
		t.equal(answer, 'in flight\n200 1200\n');
		t.notMatch(pod.output, /SIGKILL/);
	});

	t.test("ends with the critical service's exit code when it cannot live", async (t) => {
		const pod = startCorePod(t, { CORE_POD_GATEWAY: 'nginx -c /no/such/nginx.conf -g "daemon off;"' });
		t.strictSame(await pod.exited, { code: 1, signal: null });
		t.match(pod.output.trim().split('\n').at(-1), /because of critical process 'nginx'/);
		t.equal(pod.lines(/exited: nginx \(exit status 1; not expected\)/).length, 4, 'startretries + 1 attempts');
		t.match(pod.output, /stopped: user-service.*stopped: auth-service/s, 'the others are stopped in order');
	});
});
