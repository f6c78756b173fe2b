import t from 'tap';
import type { Config, Credentials, InetServerConfig, UnixServerConfig } from '../../src/config/config.ts';
import type { Control } from '../../src/daemon/control.ts';
import { createControlServers } from '../../src/interfaces/create-control-servers.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { stubControl } from './stub-control.ts';

type Servers = Partial<Pick<Config, 'unixServers' | 'inetServers' | 'probeServer'>>;

const CREDENTIALS: Credentials = { username: 'admin', password: 'secret' };

function unix(file: string, rest: Partial<UnixServerConfig> = {}): UnixServerConfig {
	return { file, chmod: 0o700, chown: { uid: -1, gid: -1 }, credentials: undefined, ...rest };
}

function inet(host: string, rest: Partial<InetServerConfig> = {}): InetServerConfig {
	return { host, port: 9001, credentials: undefined, allowUnauthenticated: false, ...rest };
}

function rig() {
	const system = createFakeSystem();
	const servers = createControlServers({ system });
	const { control, lines } = stubControl();
	return {
		system,
		servers,
		lines,
		get bound() {
			return [...system.sockets.bound.keys()];
		},
		serve(
			{ unixServers = [], inetServers = [], probeServer }: Servers,
			rpcInterfaces: readonly { readonly name: string }[] = [],
		) {
			lines.length = 0;
			const session = { ...control.session, config: { unixServers, inetServers, probeServer, rpcInterfaces } };
			return servers.serve({ ...control, session } as unknown as Control);
		},
	};
}

t.test('opens what is new, keeps what is as it was, closes what is gone or means something else', async (t) => {
	const world = rig();
	t.strictSame(world.serve({ unixServers: [unix('/run/a'), unix('/run/b')] }), []);
	t.strictSame(world.bound, ['/run/a', '/run/b']);
	const [a, b] = ['/run/a', '/run/b'].map((path) => world.system.sockets.bound.get(path));
	t.strictSame(
		world.serve({
			unixServers: [unix('/run/a'), unix('/run/b', { chmod: 0o770 })],
			inetServers: [inet('10.0.0.1', { credentials: CREDENTIALS })],
		}),
		[],
	);
	t.equal(world.system.sockets.bound.get('/run/a'), a, 'the same');
	t.not(world.system.sockets.bound.get('/run/b'), b, 'another');
	t.match(world.system.sockets.bound.get('/run/b'), { mode: 0o770 });
	t.strictSame(world.bound.sort(), ['/run/a', '/run/b', '10.0.0.1:9001']);
	t.strictSame(world.serve({}), []);
	t.strictSame(world.bound, []);
});

t.test('without a password, TCP is opened to this machine alone, loudly', async (t) => {
	const world = rig();
	for (const host of ['', '0.0.0.0', '10.0.0.1', 'pod', '::']) {
		world.serve({ inetServers: [inet(host)] });
		t.strictSame(world.bound, ['127.0.0.1:9001'], host);
		t.match(world.lines, [
			/^critical Server 'inet_http_server' running without any HTTP authentication checking$/,
			/^warn \[inet_http_server\] has no password, so it listens on 127\.0\.0\.1:9001 alone instead of .*:9001; set username and password .*allow_unauthenticated=true/,
		]);
	}
	for (const host of ['127.0.0.1', 'localhost', '127.1.2.3', '::1']) {
		world.serve({ inetServers: [inet(host)] });
		t.strictSame(world.bound, [`${host}:9001`]);
		t.match(world.lines, [/^critical/], 'it is what was asked for');
		t.equal(world.lines.length, 1);
	}
	world.serve({ inetServers: [inet('', { allowUnauthenticated: true })] });
	t.strictSame(world.bound, [':9001']);
	t.match(world.lines, [/^critical/]);
	world.serve({ inetServers: [inet('', { credentials: CREDENTIALS })] });
	t.strictSame(world.bound, [':9001']);
	t.strictSame(world.lines, []);
});

t.test('the probe server stands open where it was asked for: it only tells', async (t) => {
	const world = rig();
	const probeServer = { host: '0.0.0.0', port: 9180, environment: 'production' };
	t.strictSame(world.serve({ probeServer }, [{ name: 'supervisor' }]), []);
	t.strictSame(world.bound, ['0.0.0.0:9180']);
	t.strictSame(world.lines, ['info probes and metrics are answered on 0.0.0.0:9180']);
	const before = world.system.sockets.bound.get('0.0.0.0:9180');
	world.serve({ probeServer: { ...probeServer, environment: 'staging' } });
	t.equal(world.system.sockets.bound.get('0.0.0.0:9180'), before, 'what it tells is no reason to open it anew');
	world.serve({});
	t.strictSame(world.bound, []);
});

t.test('on all interfaces it is bound to those of IPv6 too, where there is IPv6', async (t) => {
	const probeServer = { host: '', port: 9180, environment: 'production' };
	const world = rig();
	t.strictSame(world.serve({ probeServer }), []);
	t.strictSame(world.bound, [':::9180']);
	t.strictSame(world.lines, ['info probes and metrics are answered on *:9180']);
	const without = rig();
	without.system.faults.failNext('bind', 'EAFNOSUPPORT');
	t.strictSame(without.serve({ probeServer }), []);
	t.strictSame(without.bound, [':9180']);
	const taken = rig();
	taken.system.faults.failNext('bind', 'EADDRINUSE');
	t.strictSame(taken.serve({ probeServer }), [
		'Another program is already listening on *:9180, which [probe_server] is configured to use; shut it down first, or set another address',
	]);
	t.strictSame(taken.bound, []);
});

t.test('a unix socket that others may connect to is told of as supervisord does', async (t) => {
	const world = rig();
	world.serve({ unixServers: [unix('/run/a')] }, [{ name: 'supervisor' }]);
	t.match(world.lines, [/^info RPC interface 'supervisor' initialized$/, /^debug Server 'unix_http_server' running/]);
	world.serve({ unixServers: [unix('/run/a', { chmod: 0o777 })] });
	t.match(world.lines, [/^critical Server 'unix_http_server' running without any HTTP authentication checking$/]);
	world.serve({ unixServers: [unix('/run/a', { chmod: 0o777, credentials: CREDENTIALS })] });
	t.strictSame(world.lines, []);
});

t.test('says of each server that cannot be opened why, and what to do; the others are open', async (t) => {
	const cases: readonly (readonly [string, RegExp])[] = [
		[
			'EADDRINUSE',
			/^Another program is already listening on '\/run\/a', which \[unix_http_server\] is configured to use; shut it down first, or set another file$/,
		],
		['ENOTSOCK', /'\/run\/a': there is a file of that name which is no socket; remove it/],
		['ENOENT', /its folder does not exist; create it/],
		['EACCES', /not permitted \(EACCES\); set a path in a folder/],
		['ENAMETOOLONG', /107 bytes at most/],
		['EIO', /^\[unix_http_server\] cannot listen on '\/run\/a': bind failed with EIO$/],
	];
	for (const [errno, sentence] of cases) {
		const world = rig();
		world.system.faults.failNext('bind', errno);
		t.match(world.serve({ unixServers: [unix('/run/a'), unix('/run/b')] }), [sentence]);
		t.strictSame(world.bound, ['/run/b']);
		t.strictSame(world.serve({ unixServers: [unix('/run/a'), unix('/run/b')] }), [], 'and it is tried again');
		t.strictSame(world.bound.sort(), ['/run/a', '/run/b']);
	}
});

t.test('what goes wrong later is told in the log', async (t) => {
	const world = rig();
	world.serve({ unixServers: [unix('/run/a')] });
	world.lines.length = 0;
	world.system.sockets.trouble('/run/a', { step: 'accept', errno: 'EMFILE' });
	t.match(world.lines, [/^error unix_http_server on '\/run\/a' is in trouble: accept failed with EMFILE$/]);
});

t.test('closing without clients calls back at once', async (t) => {
	const world = rig();
	world.serve({ unixServers: [unix('/run/a')] });
	let calls = 0;
	world.servers.close(1000, () => calls++);
	t.equal(calls, 1);
	t.strictSame(world.bound, []);
	const none = rig();
	none.servers.close(1000, () => calls++);
	t.equal(calls, 2);
});
