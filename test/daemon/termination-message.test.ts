import t from 'tap';
import { TERMINATION_MESSAGE_MAX_BYTES, terminationMessage } from '../../src/daemon/termination-message.ts';
import type { Incident } from '../../src/events/incident.ts';

function incident(overrides: Partial<Incident> = {}): Incident {
	return {
		id: 1,
		wallMs: 0,
		process: { group: 'a', name: 'a', program: 'a' },
		kind: 'exit',
		reason: 'exit status 3 after 2 s',
		pid: 100,
		exit: { type: 'code', code: 3 },
		uptimeMs: 2000,
		restarts: 0,
		willRestart: false,
		oomKilled: 'no',
		memoryBytes: undefined,
		stdout: [],
		stderr: [],
		probes: [],
		...overrides,
	};
}

const FACTS = { name: 'a', exitCode: 3, exit: { type: 'code', code: 3 }, starts: 1 } as const;

t.test('why the pod ended, and what was said last', async (t) => {
	const told = incident({ stderr: ['no database', 'giving up'], stdout: ['hello'] });
	t.equal(
		terminationMessage({ ...FACTS, incidents: [told] }),
		"critical process 'a': exit status 3 after 2 s; the pod exits with 3\nlast lines of stderr:\nno database\ngiving up\n",
	);
	t.equal(
		terminationMessage({ ...FACTS, incidents: [incident({ stdout: ['hello'] })] }),
		"critical process 'a': exit status 3 after 2 s; the pod exits with 3\nlast lines of stdout:\nhello\n",
	);
	t.equal(
		terminationMessage({ ...FACTS, incidents: [incident()] }),
		"critical process 'a': exit status 3 after 2 s; the pod exits with 3\n",
	);
});

t.test('one that was given up says what its last start came to', async (t) => {
	const start = incident({ kind: 'start', restarts: 1, reason: 'exit status 3 after 5 ms, too soon', stderr: ['no'] });
	const fatal = incident({ kind: 'fatal', restarts: 1, reason: 'given up after 2 failed starts: too quick' });
	t.equal(
		terminationMessage({ ...FACTS, starts: 2, incidents: [incident({ stderr: ['older'] }), start, fatal] }),
		"critical process 'a': given up after 2 failed starts: too quick; the pod exits with 3\nbefore that: exit status 3 after 5 ms, too soon\nlast lines of stderr:\nno\n",
	);
});

t.test('an end that was expected is told without what went wrong before it', async (t) => {
	const older = incident({ stderr: ['older'] });
	const exit = { type: 'code', code: 0 } as const;
	t.equal(
		terminationMessage({ ...FACTS, exitCode: 0, exit, starts: 2, incidents: [older] }),
		"critical process 'a': exit status 0; the pod exits with 0\n",
	);
});

t.test('it is never longer than Kubernetes takes, and the last lines win', async (t) => {
	const lines = Array.from({ length: 50 }, (_, index) => `${index} ${'ä'.repeat(500)}`);
	const long = terminationMessage({ ...FACTS, incidents: [incident({ stderr: lines })] });
	t.ok(Buffer.byteLength(long) <= TERMINATION_MESSAGE_MAX_BYTES);
	t.match(long, /last lines of stderr:\n47 ä+\n48 ä+\n49 ä+\n$/);
	const huge = terminationMessage({ ...FACTS, incidents: [incident({ reason: 'ä'.repeat(5000), stderr: ['x'] })] });
	t.ok(Buffer.byteLength(huge) <= TERMINATION_MESSAGE_MAX_BYTES);
	t.match(huge, /^critical process 'a': ä+/);
	const wide = terminationMessage({ ...FACTS, incidents: [incident({ stderr: ['x'.repeat(5000)] })] });
	t.equal(
		wide,
		"critical process 'a': exit status 3 after 2 s; the pod exits with 3\n",
		'a line that does not fit is left out',
	);
});
