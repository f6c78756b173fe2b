import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { NO_REFERENCE, startPair } from './pair.ts';
import { oneGroup, plainConf } from './plain-conf.ts';
import { sameDaemonLines } from './same-log.ts';

const INTERFACE =
	'[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n';
const STEADY = 'command=sleep 1000\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE';

t.jobs = 3;

for (const [chmod, credentials] of [
	['0700', ''],
	['0766', ''],
	['0777', 'username=a\npassword=b\n'],
] as const) {
	const title = `a unix socket of mode ${chmod}: what both say of it, its mode, and that it is gone in the end`;
	t.test(title, { buffered: true, skip: NO_REFERENCE }, async (t) => {
		const server = `[unix_http_server]\nfile=%(here)s/s.sock\nchmod=${chmod}\n${credentials}`;
		const pair = startPair(t, { conf: plainConf(`${server}${INTERFACE}${oneGroup({ p: STEADY })}`, 'user=root') });
		await pair.both((rival) => rival.line(/^success:/));
		const modes = await pair.both(({ dir }) => (statSync(join(dir, 's.sock')).mode & 0o7777).toString(8));
		t.strictSame(modes.podvisord, modes.supervisord);
		await pair.stop();
		sameDaemonLines(t, pair);
		t.strictSame(await pair.both((rival) => rival.has('s.sock')), { supervisord: false, podvisord: false });
	});
}
