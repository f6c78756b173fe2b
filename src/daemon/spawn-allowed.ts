import type { Rlimit, RlimitName } from '../config/config.ts';
import type { OwnLimits } from '../platform/own-limits.ts';
import type { OwnPrivileges } from '../platform/own-privileges.ts';
import type { SpawnOutcome, SpawnRequest, System } from '../platform/system.ts';
import type { SystemFailure } from '../platform/system-failure.ts';

export interface SpawnAllowedOptions {
	readonly privileges: OwnPrivileges;
	/** The daemon's own: above their hard values nobody without privileges may go. */
	readonly limits: () => OwnLimits | undefined;
	/** Hears what the child goes without, as the options that ask for it, and the errno. */
	readonly onLeftOut: (options: string, errno: string) => void;
}

/**
 * Spawns. Who may not give a child another user may not give it a better niceness, a lower OOM score or a higher hard
 * limit either; as with the user, the program runs without.
 */
export function spawnAllowed(
	processes: Pick<System['processes'], 'spawn'>,
	request: SpawnRequest,
	{ privileges, limits, onLeftOut }: SpawnAllowedOptions,
): SpawnOutcome {
	for (let asked = request; ; ) {
		const outcome = processes.spawn(asked);
		if (privileges.lacks === undefined || outcome.type !== 'not-executed') return outcome;
		const less = without(asked, outcome.failure, limits);
		if (less === undefined) return outcome;
		onLeftOut(less.options, outcome.failure.errno);
		asked = less.request;
	}
}

interface Less {
	readonly request: SpawnRequest;
	/** What it goes without. */
	readonly options: string;
}

/** `undefined` where the failure has another reason, or there is nothing to go without. */
function without(
	request: SpawnRequest,
	{ step, errno }: SystemFailure,
	limits: SpawnAllowedOptions['limits'],
): Less | undefined {
	const { nice, oomScoreAdj } = request;
	if (errno !== 'EPERM' && errno !== 'EACCES') return undefined;
	if (step === 'setpriority' && nice !== undefined) {
		return { request: { ...request, nice: undefined }, options: `nice=${nice}` };
	}
	if (step === 'oom_score_adj' && oomScoreAdj !== undefined) {
		return { request: { ...request, oomScoreAdj: undefined }, options: `oom_score_adj=${oomScoreAdj}` };
	}
	return step === 'setrlimit' ? withoutHigherLimits(request, limits()) : undefined;
}

function withoutHigherLimits(request: SpawnRequest, limits: OwnLimits | undefined): Less | undefined {
	if (limits === undefined) return undefined;
	const asked = Object.entries(request.rlimits) as [RlimitName, Rlimit][];
	const tooHigh = asked.filter(([name, { hard }]) => hard > limits[name].hard).map(([name]) => name);
	if (tooHigh.length === 0) return undefined;
	const rlimits = Object.fromEntries(asked.filter(([name]) => !tooHigh.includes(name)));
	return { request: { ...request, rlimits }, options: tooHigh.map((name) => `rlimit_${name}`).join(', ') };
}
