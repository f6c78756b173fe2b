import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import t from 'tap';
import { ORPHANS, parseStorm, STORM } from '../../docker/acceptance/orphan-storm.ts';

t.test('what a storm says is read, whatever was said before', async (t) => {
	t.strictSame(parseStorm('7 0\n'), { peak: 7, left: 0 });
	t.strictSame(parseStorm('sh: 3: a warning\n12 5'), { peak: 12, left: 5 });
});

t.test('a storm that failed is told as it failed', async (t) => {
	t.throws(() => parseStorm('sh: 1: Cannot fork\n'), { message: 'the storm of orphans failed: sh: 1: Cannot fork' });
});

const skip: string | false = process.getuid?.() !== 0 && 'needs root, for a PID namespace';

t.test('under a PID 1 that reaps nobody, the zombies of all orphans are counted', { skip }, async (t) => {
	// PID 1 becomes a sleep, which waits for no child.
	const script = 'sh -c "$0" & exec sleep 1000';
	const unshare = ['--pid', '--fork', '--kill-child', '--mount-proc'];
	const child = spawn('unshare', [...unshare, 'sh', '-c', script, STORM], {
		env: { ...process.env, STORM_WAIT: '1' },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	t.teardown(() => child.kill('SIGKILL'));
	const [said] = await once(createInterface({ input: child.stdout }), 'line');
	const { peak, left } = parseStorm(said);
	t.ok(left >= ORPHANS, `${left} left`);
	t.ok(peak >= left, `${peak} at a time`);
});
