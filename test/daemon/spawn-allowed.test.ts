import t from 'tap';
import { spawnAllowed } from '../../src/daemon/spawn-allowed.ts';
import type { OwnLimits } from '../../src/platform/own-limits.ts';
import type { SpawnOutcome, SpawnRequest } from '../../src/platform/system.ts';

const REQUEST = {
	file: '/bin/true',
	nice: -5,
	oomScoreAdj: -500,
	rlimits: { nofile: { soft: 100, hard: 100 }, core: { soft: 0, hard: 0 }, memlock: { soft: 9, hard: 9 } },
} as unknown as SpawnRequest;
const LIMITS = { nofile: { hard: 1024 }, core: { hard: 0 }, memlock: { hard: 8 } } as unknown as OwnLimits;

/** A kernel that refuses what takes privileges, in the order in which the addon asks. */
function refuse({ nice, oomScoreAdj, rlimits }: SpawnRequest): SpawnOutcome {
	if (oomScoreAdj !== undefined) return { type: 'not-executed', failure: { step: 'oom_score_adj', errno: 'EACCES' } };
	if (nice !== undefined) return { type: 'not-executed', failure: { step: 'setpriority', errno: 'EACCES' } };
	if (rlimits.memlock !== undefined) {
		return { type: 'not-executed', failure: { step: 'setrlimit', errno: 'EPERM' } };
	}
	return { type: 'spawned', pid: 7 } as SpawnOutcome;
}

t.test('a daemon without privileges leaves out what takes some, and says so', async (t) => {
	for (const lacks of ['root', 'capabilities'] as const) {
		const told: string[] = [];
		const asked: SpawnRequest[] = [];
		const spawn = (request: SpawnRequest): SpawnOutcome => {
			asked.push(request);
			return refuse(request);
		};
		const outcome = spawnAllowed({ spawn }, REQUEST, {
			privileges: { uid: 0, lacks },
			limits: () => LIMITS,
			onLeftOut: (options, errno) => told.push(`${options} ${errno}`),
		});
		t.match(outcome, { type: 'spawned', pid: 7 });
		t.same(told, ['oom_score_adj=-500 EACCES', 'nice=-5 EACCES', 'rlimit_memlock EPERM']);
		const { nofile, core } = REQUEST.rlimits;
		t.same(asked.at(-1)?.rlimits, { nofile, core }, 'the limits that it may set are set');
	}
});

t.test('with privileges, or for another reason, a start that fails is one', async (t) => {
	const options = { limits: () => LIMITS, onLeftOut: () => t.fail('nothing is left out') };
	const privileged = { uid: 0, lacks: undefined };
	t.match(spawnAllowed({ spawn: refuse }, REQUEST, { ...options, privileges: privileged }), {
		failure: { step: 'oom_score_adj' },
	});
	const bare = { uid: 0, lacks: 'capabilities' } as const;
	for (const [step, errno] of [
		['execve', 'EACCES'],
		['setpriority', 'EINVAL'],
		['setrlimit', 'EINVAL'],
	] as const) {
		const spawn = (): SpawnOutcome => ({ type: 'not-executed', failure: { step, errno } });
		t.match(spawnAllowed({ spawn }, REQUEST, { ...options, privileges: bare }), { failure: { step, errno } });
	}
	const spawn = (): SpawnOutcome => ({ type: 'not-executed', failure: { step: 'setrlimit', errno: 'EPERM' } });
	const rlimits = { core: { soft: 0, hard: 0 } };
	const request = { ...REQUEST, rlimits };
	t.match(spawnAllowed({ spawn }, request, { ...options, privileges: bare }), { failure: { errno: 'EPERM' } });
});
