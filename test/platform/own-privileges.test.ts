import t from 'tap';
import { hasNoCapability, ownPrivileges } from '../../src/platform/own-privileges.ts';

/** The lines of /proc/self/status of a process with these sets, as 64-bit masks. */
function status({ effective, bounding }: { readonly effective: string; readonly bounding: string }): string {
	return `Name:\tnode\nCapInh:\t0000000000000000\nCapPrm:\t${effective}\nCapEff:\t${effective}\nCapBnd:\t${bounding}\nCapAmb:\t0000000000000000\nNoNewPrivs:\t0\n`;
}

const NONE = '0000000000000000';
/** What Docker gives a container's root. */
const DOCKER = '00000000a80425fb';
/** CAP_NET_BIND_SERVICE alone. */
const BIND = '0000000000000400';

for (const [what, sets, isBare] of [
	['--cap-drop ALL', { effective: NONE, bounding: NONE }, true],
	["a container's ordinary root", { effective: DOCKER, bounding: DOCKER }, false],
	['--cap-drop ALL --cap-add NET_BIND_SERVICE', { effective: BIND, bounding: BIND }, false],
	['a process that could get some again by a file', { effective: NONE, bounding: DOCKER }, false],
	['one that holds what nobody can get any more', { effective: DOCKER, bounding: NONE }, false],
] as const) {
	t.test(`${what}: ${isBare ? 'no capability' : 'capabilities'}`, async (t) => {
		t.equal(hasNoCapability(status(sets)), isBare);
	});
}

t.test('a kernel that does not say leaves root what it is', async (t) => {
	t.equal(hasNoCapability(''), false);
	t.equal(hasNoCapability('CapEff:\t0000000000000000\n'), false);
});

t.test('who is not root lacks that; root without /proc is taken for root', async (t) => {
	const files = { exists: () => false, readText: () => t.fail('there is nothing to read') as never };
	const uid = process.geteuid?.() ?? 0;
	t.same(ownPrivileges(files), { uid, lacks: uid === 0 ? undefined : 'root' });
	const bare = { exists: () => true, readText: () => status({ effective: NONE, bounding: NONE }) };
	t.same(ownPrivileges(bare), { uid, lacks: uid === 0 ? 'capabilities' : 'root' });
});
