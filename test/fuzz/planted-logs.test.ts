/** A service that owns the folder of its log puts other things in the log's place, and somebody looks at the log. */
import { execFileSync } from 'node:child_process';
import { chownSync, lchownSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { IS_ROOT } from '../e2e/pod-under-test.ts';
import { PodUnderFire } from './pod-under-fire.ts';
import { RawConnection } from './raw-connection.ts';

const NOBODY = 65_534;
const SECRET = 'nobody is to see this';

const CONF = `
[program:planter]
command=sleep 1000
user=nobody
startsecs=0
stdout_logfile=%(here)s/planted/out.log
stderr_logfile=NONE
`;

/** What takes the log's place at `path`; `secret` belongs to root. */
const PLANTS: Readonly<Record<string, (path: string, secret: string) => void>> = {
	'a link to a secret': (path, secret) => symlinkSync(secret, path),
	'a link to a device without an end': (path) => symlinkSync('/dev/zero', path),
	'a link to the terminal': (path) => symlinkSync('/dev/tty', path),
	"a link to podvisord's environment": (path) => symlinkSync('/proc/self/environ', path),
	'a link to itself': (path) => symlinkSync('out.log', path),
	'a link to nothing': (path) => symlinkSync('nothing', path),
	'a named pipe': (path) => execFileSync('mkfifo', [path]),
	'a folder': (path) => mkdirSync(path),
	'a file of a terabyte of nothing': (path) => {
		writeFileSync(path, '');
		truncateSync(path, 2 ** 40);
	},
};

t.test(
	'what a service plants in place of its log shows nobody a secret, and holds nobody up',
	{ skip: !IS_ROOT && 'needs root' },
	async (t) => {
		const fire = await PodUnderFire.start(t, { conf: CONF, files: { 'planted/folder': '' } });
		const { dir } = fire.pod;
		chownSync(join(dir, 'planted'), NOBODY, NOBODY);
		const secret = join(dir, 'secret');
		writeFileSync(secret, SECRET, { mode: 0o600 });
		const path = join(dir, 'planted/out.log');
		const ask = (method: string, ...params: readonly (string | number)[]): Promise<string> =>
			fire.call(fire.unix, method, params).then(JSON.stringify, (error: Error) => error.message);
		const get = async (what: string): Promise<string> => {
			const connection = new RawConnection(fire.unix);
			connection.send(`GET ${what} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
			await connection.status();
			// What a stream begins with is there when somebody else was answered.
			await ask('supervisor.getPID');
			connection.destroy();
			await connection.closed;
			return connection.received.toString();
		};
		const idle = await fire.vitals();
		for (const [name, plant] of Object.entries(PLANTS)) {
			const seen: string[] = [];
			for (const look of [
				() => ask('supervisor.readProcessStdoutLog', 'planter', 0, 1000),
				() => ask('supervisor.readProcessStdoutLog', 'planter', -1000, 0),
				() => ask('supervisor.tailProcessStdoutLog', 'planter', 0, 1000),
				() => get('/logtail/planter'),
				() => get('/api/v1/programs/planter/logs/stdout?offset=-1000'),
				() => get('/api/v1/programs/planter/logs/stdout?follow=true'),
				() => ask('supervisor.clearProcessLogs', 'planter'),
			]) {
				rmSync(path, { recursive: true, force: true });
				plant(path, secret);
				lchownSync(path, NOBODY, NOBODY);
				seen.push(await look());
			}
			t.notMatch(seen.join('\n'), new RegExp(`${SECRET}|PODVISOR_TEST`), name);
			t.equal(await ask('supervisor.getAPIVersion'), '"3.0"');
		}
		rmSync(path, { recursive: true, force: true });
		const after = await fire.vitals(idle.descriptors);
		t.strictSame(after.pids, idle.pids);
		t.strictSame(fire.complaints().slice(0, 3), []);
		t.strictSame(await fire.pod.stop(), { code: 0, signal: null });
	},
);
