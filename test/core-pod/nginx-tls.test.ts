/** TLS of the core pod's nginx: where a certificate is mounted, nowhere else, and never by half. */
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { get } from 'node:https';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import t, { type Test } from 'tap';
import { runClient } from '../ctl/run-client.ts';
import { IS_ROOT, startPod } from '../e2e/pod-under-test.ts';
import { makeCertificate, NO_OPENSSL } from './make-certificate.ts';
import { POD, runProgram, untilAccepting } from './run-program.ts';
import { outcomeOf } from './slow-request.ts';
import { NO_NGINX, prepareNginx, startNginx } from './start-nginx.ts';
import { startUpstream } from './start-upstream.ts';
import { temporaryFolder } from './temporary-folder.ts';

const UNPRIVILEGED = 12345;

/** A folder with a certificate, as Kubernetes mounts it. */
function certificateFolder(t: Test, commonName = 'first'): string {
	const folder = join(temporaryFolder(t), 'tls');
	mkdirSync(folder);
	makeCertificate(folder, commonName);
	return folder;
}

/** What a connection was agreed on, and whose certificate the door showed; rejects where it is refused. */
async function handshake(port: number, options: ConnectionOptions = {}): Promise<Handshake> {
	const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
	try {
		await once(socket, 'secureConnect');
		const name = String(socket.getPeerCertificate().subject.CN);
		return { protocol: socket.getProtocol(), alpn: socket.alpnProtocol, cipher: socket.getCipher().name, name };
	} finally {
		socket.destroy();
	}
}

interface Handshake {
	readonly protocol: string | null;
	readonly alpn: string | false | null;
	readonly cipher: string;
	readonly name: string;
}

t.test('TLS of nginx in the core pod', { skip: NO_NGINX || NO_OPENSSL }, async (t) => {
	t.test('with a certificate it speaks HTTP/2 and HTTP/1.1 over TLS, and HTTP as before', async (t) => {
		const tls = certificateFolder(t);
		const upstream = await startUpstream(t, (response) => response.end('{}'));
		const { nginx, origin, tlsPort } = await startNginx(t, { auth: upstream.port, env: { CORE_POD_TLS_DIR: tls } });
		const ca = readFileSync(join(tls, 'tls.crt'));
		const secure = `https://127.0.0.1:${tlsPort}`;

		const session = connectHttp2(secure, { ca });
		const stream = session.request({ ':path': '/auth/over-http2' });
		const [headers] = await once(stream, 'response');
		t.match(headers, { ':status': 200, 'strict-transport-security': /^max-age=\d{8}$/, 'x-frame-options': 'DENY' });
		session.destroy();
		t.match(upstream.requests, [{ url: '/auth/over-http2', headers: { 'x-forwarded-proto': 'https' } }]);

		const [missing] = (await once(get(`${secure}/nothing`, { ca, agent: false }), 'response')) as [IncomingMessage];
		t.match(missing, { statusCode: 404, httpVersion: '1.1', headers: { 'strict-transport-security': String } });
		missing.resume();
		const [plain] = (await once(getHttp(`${origin}/health`, { agent: false }), 'response')) as [IncomingMessage];
		t.match(plain, { statusCode: 200, headers: { 'strict-transport-security': undefined } });
		plain.resume();
		t.same(nginx.lines, [], 'it has nothing to say about its configuration');
	});

	t.test('it agrees on TLS 1.2 and 1.3 with authenticated ciphers, and on nothing older', async (t) => {
		const { tlsPort } = await startNginx(t, { env: { CORE_POD_TLS_DIR: certificateFolder(t) } });
		t.match(await handshake(tlsPort, { ALPNProtocols: ['h2', 'http/1.1'] }), { protocol: 'TLSv1.3', alpn: 'h2' });
		t.match(await handshake(tlsPort, { maxVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] }), {
			protocol: 'TLSv1.2',
			alpn: 'http/1.1',
			cipher: /^ECDHE-.*(GCM|POLY1305)/,
		});
		// The lowest level of security, so that it is not this client who refuses.
		const weak = { ciphers: 'ALL:@SECLEVEL=0' } as const;
		await t.resolves(handshake(tlsPort, { ...weak, maxVersion: 'TLSv1.2' }));
		await t.rejects(handshake(tlsPort, { ...weak, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }));
		await t.rejects(handshake(tlsPort, { ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0', maxVersion: 'TLSv1.2' }));
	});

	t.test('without a certificate nobody listens for TLS', async (t) => {
		const { origin, tlsPort } = await startNginx(t, { env: { CORE_POD_TLS_DIR: temporaryFolder(t) } });
		t.match(await outcomeOf(getHttp(`${origin}/health`, { agent: false })), { status: 200 });
		t.same(await outcomeOf(get(`https://127.0.0.1:${tlsPort}/`, { agent: false })), { error: 'ECONNREFUSED' });
	});

	const faults: readonly [string, (folder: string) => void, RegExp][] = [
		['no key', (folder) => rmSync(join(folder, 'tls.key')), /tls\.crt is there, but tls\.key is missing/],
		['no certificate', (folder) => rmSync(join(folder, 'tls.crt')), /tls\.key is there, but tls\.crt is missing/],
		['no folder', (folder) => rmSync(folder, { recursive: true }), /CORE_POD_TLS_DIR: there is no directory '.*tls'/],
		['a folder that is closed', (folder) => chmodSync(folder, 0), /tls: user \d+ may not look into it/],
		['a key that is closed', (folder) => chmodSync(join(folder, 'tls.key'), 0), /cannot load certificate key .*denied/],
		['a key of another certificate', useOtherKey, /key values mismatch/],
		['no certificate in tls.crt', (folder) => writeFileSync(join(folder, 'tls.crt'), '{}'), /cannot load certificate /],
	];
	for (const [what, spoil, message] of faults) {
		t.test(`${what}: it does not start, says why, and serves nobody without TLS instead`, async (t) => {
			const tls = certificateFolder(t);
			const { env, directory, port } = await prepareNginx(t, { env: { CORE_POD_TLS_DIR: tls } });
			spoil(tls);
			// Root may read everything.
			if (IS_ROOT) chownSync(directory, UNPRIVILEGED, UNPRIVILEGED);
			const nginx = runProgram(t, ['sh', 'start-nginx'], IS_ROOT ? { env, uid: UNPRIVILEGED } : { env });
			t.equal(await nginx.ended, 1);
			t.match(nginx.lines.join('\n'), message);
			t.same(await outcomeOf(getHttp(`http://127.0.0.1:${port}/`, { agent: false })), { error: 'ECONNREFUSED' });
			// For whoever removes it, who need not be root.
			if (what !== 'no folder') chmodSync(tls, 0o755);
		});
	}

	t.test('podctl signal HUP nginx takes a renewed certificate, and keeps the old one for a broken one', async (t) => {
		const tls = certificateFolder(t);
		const { env, port, tlsPort } = await prepareNginx(t, { env: { CORE_POD_TLS_DIR: tls } });
		const pod = startPod(t, {
			pid1: false,
			environment: env,
			conf: `[unix_http_server]
file=%(here)s/podvisord.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/podvisord.sock
[program:nginx]
command=sh start-nginx
directory=${POD}
stopsignal=QUIT
redirect_stderr=true
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0`,
		});
		await untilAccepting(port);
		t.match(await handshake(tlsPort), { name: 'first' });
		const reload = () => runClient('podctl', ['-c', join(pod.dir, 'pod.conf'), 'signal', 'HUP', 'nginx']);

		makeCertificate(tls, 'renewed');
		t.match(await reload(), { code: 0, stdout: 'nginx: signalled\n' });
		// Its old workers may still accept a connection or two.
		let name = 'first';
		while (name === 'first') name = (await handshake(tlsPort)).name;
		t.equal(name, 'renewed');

		writeFileSync(join(tls, 'tls.crt'), 'broken');
		t.match(await reload(), { code: 0 });
		await pod.line(/\[emerg\].*cannot load certificate/);
		t.match(await handshake(tlsPort), { name: 'renewed' });
		t.equal(pod.lines(/spawned: 'nginx'/).length, 1, 'it is the same nginx');
		t.match(await pod.stop(), { code: 0 });
	});
});

function useOtherKey(folder: string): void {
	const other = join(folder, 'other');
	mkdirSync(other);
	makeCertificate(other, 'other');
	copyFileSync(join(other, 'tls.key'), join(folder, 'tls.key'));
	// As readable as the one that it replaces is to the user of this test.
	chmodSync(join(folder, 'tls.key'), 0o644);
}
