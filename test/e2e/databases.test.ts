/** Redis and PostgreSQL as Debian packages them, each with its user, its stop signal and the probe that people write. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from './free-port.ts';
import { IS_ROOT, type PodUnderTest, startPod, TO_STDOUT } from './pod-under-test.ts';

/** Debian keeps the servers off the PATH, by their major version. */
const POSTGRES: string = globSync('/usr/lib/postgresql/*/bin').sort().at(-1) ?? '/usr/lib/postgresql/missing';

/** As long as nothing takes, however slow the machine is: what happens sooner is not because of it. */
const LONG = '100s';

interface Databases {
	readonly dir: string;
	readonly redisPort: number;
	readonly postgresPort: number;
}

/** A folder for one or more pods, with one in it for each of the two users. */
async function createDatabases(t: { teardown(callback: () => void): void }): Promise<Databases> {
	const dir = mkdtempSync(join(tmpdir(), 'podvisor-databases-'));
	t.teardown(() => rmSync(dir, { recursive: true, force: true }));
	chmodSync(dir, 0o755);
	for (const user of ['redis', 'postgres']) {
		mkdirSync(join(dir, user), { mode: 0o700 });
		chownSync(join(dir, user), idOf('-u', user), idOf('-g', user));
	}
	const redisPort = await freePort();
	return { dir, redisPort, postgresPort: await freePort(redisPort) };
}

function idOf(flag: '-u' | '-g', user: string): number {
	const { stdout } = spawnSync('id', [flag, user], { encoding: 'utf8' });
	if (!/^\d+\n$/.test(stdout)) throw new Error(`there is no user ${user}`);
	return Number(stdout);
}

/**
 * Both servers, and `client`, a script that starts when they answer and gets no second chance: psql and redis-cli are
 * on its PATH and know where to go.
 */
function startDatabases(
	t: Parameters<typeof startPod>[0],
	{ dir, redisPort, postgresPort }: Databases,
	client: string,
	// How long a Redis that hangs is waited for, twice to answer and once to stop.
	{ redisTimeout = LONG, redisStopwait = 100 }: { redisTimeout?: string; redisStopwait?: number } = {},
): PodUnderTest {
	const timing = `health_interval=500ms\nhealth_retries=2\nhealth_start_period=${LONG}`;
	return startPod(t, {
		dir,
		files: { 'client.sh': `#!/bin/sh\nset -eu\n${client}\n` },
		environment: { PATH: `${POSTGRES}:${process.env['PATH']}` },
		conf: `
[program:redis]
command=redis-server --bind 127.0.0.1 --port ${redisPort} --dir ${dir}/redis --save 3600 1
user=redis
health=exec:redis-cli -e -p ${redisPort} ping
${timing}
health_timeout=${redisTimeout}
stopwaitsecs=${redisStopwait}
${TO_STDOUT}
[program:initdb]
command=sh -c "test -s PG_VERSION || initdb --no-sync --auth=trust --pgdata=."
directory=${dir}/postgres
user=postgres
type=oneshot
startsecs=0
${TO_STDOUT}
[program:postgres]
command=postgres -D ${dir}/postgres -h 127.0.0.1 -p ${postgresPort} -k ""
user=postgres
depends_on=initdb:completed
health=exec:pg_isready -q -h 127.0.0.1 -p ${postgresPort}
${timing}
health_timeout=${LONG}
; Its "fast" shutdown: TERM would wait for every client to leave, QUIT would leave a recovery for the next start.
stopsignal=INT
stopwaitsecs=100
${TO_STDOUT}
[program:client]
command=${dir}/client.sh
environment=PGHOST="127.0.0.1",PGPORT="${postgresPort}",PGUSER="postgres",REDISCLI_PORT="${redisPort}"
depends_on=redis:ready,postgres:ready
type=oneshot
startsecs=0
startretries=0
critical=on-fatal
${TO_STDOUT}
`,
	});
}

const skip = !(IS_ROOT && existsSync('/etc/debian_version')) && 'needs root on Debian, for the users of its packages';

t.test('real databases', { skip }, async (t) => {
	t.test('who needs them starts only when they answer, and what was written survives an orderly stop', async (t) => {
		const databases = await createDatabases(t);
		const first = startDatabases(
			t,
			databases,
			`redis-cli -e -p $REDISCLI_PORT set greeting hello
			psql -qc "create table greeting as select 'bonjour' as word"
			echo written`,
		);
		await first.line(/^written/);
		for (const name of ['redis', 'postgres']) {
			const order = first.lines(new RegExp(` ready: ${name}\\b|spawned: 'client'`));
			t.match(order[0], /ready:/, `${name} before the client`);
		}
		t.equal(first.lines(/spawned: 'client'/).length, 1);
		const owners = first.inside('ps', '-eo', 'user:20=,comm=');
		t.match(owners, /^redis +redis-server$/m);
		t.match(owners, /^postgres +postgres$/m);
		t.strictSame(await first.stop(), { code: 0, signal: null });
		t.match(first.output, /stopped: postgres \(exit status 0\)/);
		t.match(first.output, /stopped: redis \(exit status 0\)/);
		t.match(first.output, /received fast shutdown request.*database system is shut down/s);
		t.match(first.output, /DB saved on disk/);

		const second = startDatabases(
			t,
			databases,
			`redis-cli -e -p $REDISCLI_PORT get greeting
			psql -qAtc 'select word from greeting'
			echo read`,
		);
		await second.line(/^read/);
		t.equal(second.lines(/^hello/).length, 1);
		t.equal(second.lines(/^bonjour/).length, 1);
		t.match(second.output, /database system was shut down at/);
		t.notMatch(second.output, /not properly shut down|automatic recovery/);
		t.strictSame(await second.stop(), { code: 0, signal: null });
	});

	t.test('one that hangs is found out, and started again with what it had', async (t) => {
		const databases = await createDatabases(t);
		const pod = startDatabases(
			t,
			databases,
			`redis-cli -e -p $REDISCLI_PORT set greeting hello
			redis-cli -e -p $REDISCLI_PORT save
			echo written`,
			{ redisTimeout: '5s', redisStopwait: 10 },
		);
		await pod.line(/^written/);
		const [redis] = pod.inside('ps', '-C', 'redis-server', '-o', 'pid=').trim().split(/\s+/);
		pod.inside('kill', '-STOP', String(redis));
		await pod.line(/INFO ready: redis\b/, 2);
		t.match(pod.output, /redis.*(unhealthy|liveness)/, 'the log says why');
		t.equal(pod.lines(/spawned: 'postgres'/).length, 1, 'others are left alone');
		t.equal(pod.lines(/spawned: 'client'/).length, 1);
		const kept = pod.inside('redis-cli', '-e', '-p', String(databases.redisPort), 'get', 'greeting');
		t.equal(kept, 'hello\n');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	});
});
