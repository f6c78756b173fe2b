import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import t from 'tap';

const LOGS = join(import.meta.dirname, '../../src/logs');

t.test('the daemon log works from one bundled file, and loads pino only when the turn is over', async (t) => {
	const directory = t.testdir({});
	writeFileSync(
		join(directory, 'entry.ts'),
		`
import { createDaemonLog } from '${LOGS}/daemon-log.ts';
import { createLogDependencies } from '${LOGS}/log-dependencies.ts';
import { createNodeFiles } from '${LOGS}/../platform/node-files.ts';
const clock = { now: () => 0, wall: () => 0, at: () => () => {} };
const system = { files: createNodeFiles(), clock, connectDatagram() { throw new Error('no syslog'); } };
const daemon: any = { logfile: { type: 'none' }, loglevel: 'info', nodaemon: true, silent: false, logFormat: 'json' };
const log = createDaemonLog(daemon, createLogDependencies({ system, daemon, report: console.error }));
log.info({ pid: 1 }, 'hello');
const has = (name) => process.moduleLoadList.includes('NativeModule ' + name);
console.error(JSON.stringify({ before: has('worker_threads') }));
setImmediate(() => console.error(JSON.stringify({ after: has('worker_threads') })));
`,
	);
	const outfile = join(directory, 'out', 'bundle.js');
	await build({
		entryPoints: [join(directory, 'entry.ts')],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node24',
		define: { 'import.meta.url': '__filename' },
		outfile,
		logLevel: 'error',
	});
	t.same(readdirSync(join(directory, 'out')), ['bundle.js']);
	t.notMatch(readFileSync(outfile, 'utf8'), /require\(["']pino["']\)/, 'pino is inside');
	// From a place where no node_modules is found, and without what tap preloads into every child.
	const elsewhere = join(mkdtempSync(join(tmpdir(), 'podvisor-')), 'bundle.cjs');
	copyFileSync(outfile, elsewhere);
	t.teardown(() => rmSync(dirname(elsewhere), { recursive: true }));
	const { stdout, stderr } = spawnSync('env', ['-i', process.execPath, elsewhere], { encoding: 'utf8' });
	t.equal(
		stdout,
		'{"level":"info","time":"1970-01-01T00:00:00.000Z","program":"podvisord","pid":1,"message":"hello"}\n',
	);
	t.equal(stderr, '{"before":false}\n{"after":true}\n');
});
