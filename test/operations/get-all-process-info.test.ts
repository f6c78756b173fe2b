import t from 'tap';
import type { Value } from '../../src/foundation/value.ts';
import { type PodRig, startPod } from './pod-rig.ts';

const PROGRAMS = '[program:b]\ncommand=/bin/b\n[program:a]\ncommand=/bin/a\nautostart=false\n';

async function told(pod: PodRig): Promise<string[]> {
	const processes = (await pod.call('getAllProcessInfo')) as readonly Readonly<Record<string, Value>>[];
	return processes.map((each) => `${each['name']} ${each['statename']} ${each['description']}`);
}

t.test('who asks again in the same second is told the same, and in the next one what is true then', async (t) => {
	const pod = startPod(PROGRAMS);
	await pod.pass(5000);
	const first = await pod.call('getAllProcessInfo');
	t.equal(await pod.call('getAllProcessInfo'), first, 'the very same answer');
	t.strictSame(await told(pod), ['a STOPPED Not started', `b RUNNING pid ${pod.pid('b:b')}, uptime 0:00:05`]);
	await pod.pass(1000);
	t.strictSame(await told(pod), ['a STOPPED Not started', `b RUNNING pid ${pod.pid('b:b')}, uptime 0:00:06`]);
});

t.test('what changes within a second is told at once', async (t) => {
	const pod = startPod(PROGRAMS);
	await pod.pass(5000);
	await told(pod);
	await pod.call('startProcess', 'a', false);
	t.match(await told(pod), ['a STARTING ', /^b RUNNING/]);
	await pod.call('stopProcess', 'b', false);
	t.match(await told(pod), ['a STARTING ', /^b STOPP/]);
});

t.test('what is asked of a new configuration is told of that one', async (t) => {
	const pod = startPod(PROGRAMS);
	await pod.pass(5000);
	await told(pod);
	pod.edit('[program:c]\ncommand=/bin/c\nautostart=false\n');
	await pod.call('reloadConfig');
	await pod.call('addProcessGroup', 'c');
	t.match(await told(pod), [/^a /, /^b /, 'c STOPPED Not started']);
	await pod.call('removeProcessGroup', 'a');
	t.match(await told(pod), [/^b /, 'c STOPPED Not started']);
});
