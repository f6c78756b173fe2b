import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { freePort } from '../e2e/free-port.ts';
import { isRoot } from './linux-rig.ts';

function run(
	wrapper: readonly string[],
	name: string,
	...args: string[]
): { readonly output: unknown; readonly errors: string } {
	const program = fileURLToPath(new URL(`as-process/${name}.ts`, import.meta.url));
	const [file = '', ...argv] = [...wrapper, process.execPath, program, ...args];
	const { stdout, stderr, status } = spawnSync(file, argv, {
		encoding: 'utf8',
		timeout: 240_000,
		killSignal: 'SIGKILL',
	});
	return { output: status === 0 ? JSON.parse(stdout) : { status, stdout }, errors: stderr };
}

const cannot = (wrapper: readonly string[]) => {
	const [file = '', ...argv] = [...wrapper, 'true'];
	return (!isRoot || spawnSync(file, argv).status !== 0) && 'not allowed here';
};

const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

t.test('as PID 1 it reaps every orphan and finds who escaped', { skip: cannot(NAMESPACE) }, async (t) => {
	const { output, errors } = run(NAMESPACE, 'pid-one');
	t.match(output, { pid: 1, helper: 7, left: 1, others: 0 }, errors);
	t.ok((output as { readonly orphans: number }).orphans >= 2001);
});

const CONTAINER = ['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace'];

t.test(
	"as a container's root, who may not trace, it knows another user's ports and tree",
	{ skip: cannot(CONTAINER) },
	async (t) => {
		const port = await freePort();
		const { output, errors } = run(CONTAINER, 'without-ptrace', String(port));
		t.strictSame(output, { ports: [port], left: 1, mayTrace: false, isStillRoot: true }, errors);
	},
);
