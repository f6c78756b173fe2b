/** `conf/core-pod/start-nginx`: the place that it prepares for nginx, also where others may write or rights are missing. */

import { once } from 'node:events';
import {
	chmodSync,
	chownSync,
	existsSync,
	lchownSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { IS_ROOT } from '../e2e/pod-under-test.ts';
import { childrenOf } from '../e2e/watch.ts';
import { makeCertificate, NO_OPENSSL } from './make-certificate.ts';
import { type Program, runProgram } from './run-program.ts';
import { NO_NGINX, prepareNginx, startNginx } from './start-nginx.ts';
import { startUpstream } from './start-upstream.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Somebody on the same machine who is neither root nor us. */
const STRANGER = 12345;
const NOBODY = 'www-data';
const DEADLINE_MS = 60_000;

/** A folder as /tmp is one. */
function openFolder(t: Test): string {
	const folder = temporaryFolder(t);
	chmodSync(folder, 0o1777);
	return folder;
}

async function statusOf(url: string): Promise<number> {
	return (await fetch(url)).status;
}

/** Resolves once nginx has its two workers, both of this uid: they are forked, and give up root, one after the other. */
async function untilWorkersAre(uid: number, { pid }: Program): Promise<void> {
	const deadline = performance.now() + DEADLINE_MS;
	for (;;) {
		const uids = childrenOf(pid).map(uidOf);
		if (uids.length === 2 && uids.every((one) => one === uid)) return;
		if (performance.now() > deadline) throw new Error(`the workers are of uids ${uids}, not ${uid}`);
		await wait(10);
	}
}

function uidOf(pid: number): number {
	return Number(/^Uid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

t.test('start-nginx', { skip: NO_NGINX }, async (t) => {
	t.test('takes a folder of its own, open to nobody else, and takes it again the next time', async (t) => {
		const state = openFolder(t);
		for (const time of ['first', 'next']) {
			const { nginx, origin } = await startNginx(t, { env: { CORE_POD_RUN_DIR: state } });
			t.equal(await statusOf(`${origin}/health`), 200, time);
			t.same(readdirSync(state), ['nginx'], 'all that it writes is in there');
			t.equal(statSync(join(state, 'nginx')).mode & 0o777, 0o711);
			t.match(readFileSync(join(state, 'nginx/nginx.pid'), 'utf8'), `${nginx.pid}`, 'it became nginx');
			nginx.child.kill('SIGQUIT');
			t.equal(await nginx.ended, 0);
			t.same(nginx.lines, []);
		}
	});

	const traps: readonly [string, (name: string, victim: string) => void][] = [
		['a link to a folder', (name, victim) => symlinkSync(victim, name)],
		['a link to nothing', (name, victim) => symlinkSync(join(victim, 'new'), name)],
		['a file', (name) => writeFileSync(name, '')],
		['a folder of somebody else', (name) => mkdirSync(name, { mode: 0o777 })],
	];
	for (const [what, plant] of traps) {
		const skip = !IS_ROOT && what.startsWith('a folder') && 'only root can make one';
		t.test(`does not walk into ${what} that others put where its own would be`, { skip }, async (t) => {
			const state = openFolder(t);
			const victim = temporaryFolder(t);
			writeFileSync(join(victim, 'nginx.pid'), 'precious');
			const name = join(state, 'nginx');
			plant(name, victim);
			if (IS_ROOT) lchownSync(name, STRANGER, STRANGER);
			const before = lstatSync(name);
			const { nginx, origin } = await startNginx(t, { env: { CORE_POD_RUN_DIR: state } });
			t.equal(await statusOf(`${origin}/health`), 200);
			t.match(nginx.lines.join('\n'), /nginx: cannot be created, or is somebody else's: using another one/);
			t.same(readdirSync(victim), ['nginx.pid']);
			t.equal(readFileSync(join(victim, 'nginx.pid'), 'utf8'), 'precious');
			const { uid, mode, size } = lstatSync(name);
			t.match({ uid, mode, size }, { uid: before.uid, mode: before.mode, size: before.size }, 'nor does it change it');
		});
	}

	t.test('where others could replace its folder it sees to it that they cannot', { skip: !IS_ROOT }, async (t) => {
		const state = temporaryFolder(t);
		chmodSync(state, 0o777);
		await startNginx(t, { env: { CORE_POD_RUN_DIR: state, CORE_POD_NGINX_USER: NOBODY } });
		t.equal(statSync(state).mode & 0o7777, 0o1777);
	});

	t.test('where it may write nowhere it says so', async (t) => {
		const closed = join(temporaryFolder(t), 'closed');
		writeFileSync(closed, '');
		const { env } = await prepareNginx(t, { env: { CORE_POD_RUN_DIR: closed } });
		const nginx = runProgram(t, ['sh', 'start-nginx'], { env });
		t.equal(await nginx.ended, 1);
		t.match(nginx.lines.at(-1), /closed: cannot be written to; CORE_POD_RUN_DIR names another directory/);
	});

	t.test('root gives its workers away where it can, and keeps them where it cannot', { skip: !IS_ROOT }, async (t) => {
		const given = await startNginx(t, { env: { CORE_POD_NGINX_USER: NOBODY, CORE_POD_RUN_DIR: openFolder(t) } });
		t.equal(await statusOf(`${given.origin}/health`), 200);
		const { uid } = statSync(join(given.env['CORE_POD_RUN_DIR'] as string, 'nginx/client-body'));
		t.not(uid, 0);
		await untilWorkersAre(uid, given.nginx);

		const command = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', 'sh', 'start-nginx'];
		const kept = await startNginx(t, {
			command,
			env: { CORE_POD_NGINX_USER: NOBODY, CORE_POD_RUN_DIR: openFolder(t) },
		});
		t.equal(await statusOf(`${kept.origin}/`), 200);
		t.match(kept.nginx.lines[0], /root without CAP_CHOWN, CAP_SETGID and CAP_SETUID: the workers stay root/);
		await untilWorkersAre(0, kept.nginx);
		kept.nginx.child.kill('SIGQUIT');
		t.equal(await kept.nginx.ended, 0);
	});

	t.test(
		'anybody else runs it as he is, without a warning',
		{ skip: !IS_ROOT && 'needs root to be another' },
		async (t) => {
			const state = openFolder(t);
			const { env, directory } = await prepareNginx(t, {
				env: { CORE_POD_RUN_DIR: state, CORE_POD_NGINX_USER: NOBODY },
			});
			chownSync(directory, STRANGER, STRANGER);
			const check = runProgram(t, ['sh', 'start-nginx', '-t'], { env, uid: STRANGER });
			t.equal(await check.ended, 0);
			t.match(check.lines, [/syntax is ok/, /test is successful/]);
			t.equal(check.lines.length, 2);
		},
	);

	t.test('the configuration is without a warning, with and without TLS', { skip: NO_OPENSSL }, async (t) => {
		const tls = temporaryFolder(t);
		for (const round of ['without', 'with']) {
			const { env } = await prepareNginx(t, { env: { CORE_POD_TLS_DIR: tls } });
			const check = runProgram(t, ['sh', 'start-nginx', '-t'], { env });
			t.equal(await check.ended, 0, round);
			t.equal(check.lines.length, 2, check.lines.join('\n'));
			makeCertificate(tls, 'any');
		}
	});

	t.test('it refuses a port that is none, a user that is none, and a path that would be configuration', async (t) => {
		const faults: [string, string, RegExp][] = [
			['CORE_POD_GATEWAY_PORT', '80; return 200', /CORE_POD_GATEWAY_PORT is no port: '80; return 200'/],
			['CORE_POD_USER_SERVICE_PORT', '-1', /CORE_POD_USER_SERVICE_PORT is no port: '-1'/],
			['CORE_POD_ACCESS_LOG', '/tmp/"; root /', /must not hold " \\ or \$/],
		];
		if (IS_ROOT) faults.push(['CORE_POD_NGINX_USER', 'nobody-here', /there is no user 'nobody-here'/]);
		for (const [name, value, message] of faults) {
			const { env } = await prepareNginx(t, { env: { [name]: value } });
			const nginx = runProgram(t, ['sh', 'start-nginx'], { env });
			t.equal(await nginx.ended, 1, name);
			t.match(nginx.lines.join('\n'), message);
		}
	});

	t.test('it listens on IPv6 where there is any, and asks for HTTP/2 as its nginx understands it', async (t) => {
		const folder = temporaryFolder(t);
		makeCertificate(folder, 'any');
		const hasIpv6 = existsSync('/proc/net/if_inet6') && readFileSync('/proc/net/if_inet6', 'utf8') !== '';
		for (const [version, isNew] of [
			['1.22.1', false],
			['1.25.0', false],
			['1.25.1', true],
			['1.28.0 (Alpine)', true],
			['2.0.0', true],
		] as const) {
			const fake = join(folder, 'nginx');
			writeFileSync(
				fake,
				`#!/bin/sh\n[ "$1" != -v ] || { echo 'nginx version: nginx/${version}' >&2; exit; }\ncat "$2/server.conf"\n`,
			);
			chmodSync(fake, 0o755);
			const env = { CORE_POD_NGINX: fake, CORE_POD_TLS_DIR: folder, CORE_POD_GATEWAY_HOST: '' };
			const prepared = await prepareNginx(t, { env });
			const run = runProgram(t, ['sh', 'start-nginx'], { env: prepared.env });
			t.equal(await run.ended, 0);
			const flags = isNew ? 'ssl' : 'ssl http2';
			const { port, tlsPort } = prepared;
			const expected = [`listen ${port};`, `listen [::]:${port};`, `listen ${tlsPort} ${flags};`];
			t.same(
				run.lines.filter((line) => /listen|http2/.test(line)),
				[...expected, `listen [::]:${tlsPort} ${flags};`, ...(isNew ? ['http2 on;'] : [])].filter(
					(line) => hasIpv6 || !line.includes('[::]'),
				),
				version,
			);
		}
	});

	t.test('the examples of docs/GATEWAY.md do what they say', async (t) => {
		const page = readFileSync(new URL('../../docs/GATEWAY.md', import.meta.url), 'utf8');
		const examples = [...page.matchAll(/^```nginx\n# ([\w-]+\.conf):([\s\S]*?)^```/gm)];
		const folder = temporaryFolder(t);
		for (const [, name = '', text = ''] of examples) writeFileSync(join(folder, name), `#${text}`);
		t.same(readdirSync(folder).sort(), ['redirect.conf', 'trusted-proxies.conf']);

		const upstream = await startUpstream(t, (response) => response.end('{}'));
		const env = { CORE_POD_GATEWAY_CONF_DIR: folder };
		const { origin, nginx, accessLog } = await startNginx(t, { auth: upstream.port, env });
		const ask = async (path: string, headers: Record<string, string>) => {
			const [answer] = (await once(get(`${origin}${path}`, { headers, agent: false }), 'response')) as [
				IncomingMessage,
			];
			return answer.resume();
		};
		const client = '203.0.113.7';
		const { statusCode, headers } = await ask('/auth/a?b=c', { 'x-forwarded-for': client, host: 'pod.example' });
		t.match(
			{ statusCode, location: headers.location },
			{ statusCode: 308, location: 'https://pod.example/auth/a?b=c' },
		);
		t.match(await ask('/health', { 'x-forwarded-for': client }), { statusCode: 200 });
		const forwarded = { 'x-forwarded-for': `8.8.8.8, ${client}, 10.1.2.3`, 'x-forwarded-proto': 'https' };
		t.match(await ask('/auth/verify', forwarded), { statusCode: 200 });
		t.match(upstream.requests, [{ headers: { 'x-forwarded-for': client, 'x-forwarded-proto': 'https' } }]);
		nginx.child.kill('SIGQUIT');
		await nginx.ended;
		t.match(readFileSync(accessLog, 'utf8'), `"path":"/auth/verify","status":200`);
		t.match(readFileSync(accessLog, 'utf8'), `"client":"${client}"`);
	});
});
