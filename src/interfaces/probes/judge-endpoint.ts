import type { PodHealth, ProcessReport } from '../../operations/pod-health.ts';

/** One thing that an endpoint looks at. */
export interface ProbeCheck {
	readonly name: string;
	/** What is wrong, as a phrase of one line; `undefined` where it holds. */
	readonly wrong: string | undefined;
}

/** What an endpoint says of the pod. */
export interface ProbeVerdict {
	readonly isOk: boolean;
	/** What is wrong, in one line; empty where nothing is. */
	readonly why: string;
	readonly checks: readonly ProbeCheck[];
}

/** Kubernetes' names of them. */
export const PROBE_ENDPOINTS = ['livez', 'readyz', 'startupz'] as const;

export type ProbeEndpoint = (typeof PROBE_ENDPOINTS)[number];

/** What an endpoint looks at, and how each of it stands. */
export function judgeEndpoint(endpoint: ProbeEndpoint, health: PodHealth): ProbeVerdict {
	switch (endpoint) {
		case 'livez':
			return {
				isOk: health.isAlive,
				why: health.isAlive ? '' : OVERDUE,
				checks: [{ name: 'podvisord', wrong: health.isAlive ? undefined : OVERDUE }],
			};
		case 'readyz':
			return verdict(health, { isOk: health.isReady, isWrong: ({ isWaitedFor }) => isWaitedFor });
		case 'startupz':
			return verdict(health, { isOk: health.isStarted, isWrong: ({ isBooting }) => isBooting });
	}
}

const OVERDUE = 'the shutdown has taken longer than its shutdown_timeout';

function verdict(
	{ status, why, processes }: PodHealth,
	{ isOk, isWrong }: { readonly isOk: boolean; readonly isWrong: (report: ProcessReport) => boolean },
): ProbeVerdict {
	const shutdown = { name: 'shutdown', wrong: status === 'stopping' ? oneLine(why) : undefined };
	const checks = processes.map((report) => ({
		name: report.name,
		wrong: isWrong(report) ? oneLine(report.why) : undefined,
	}));
	return { isOk, why: isOk ? '' : summary([shutdown, ...checks], why), checks: [shutdown, ...checks] };
}

/** A pod that stops is told so, and no more: that its programs go down is no news. */
function summary([shutdown, ...checks]: readonly ProbeCheck[], why: string): string {
	if (shutdown?.wrong !== undefined) return shutdown.wrong;
	const wrong = checks.flatMap(({ name, wrong }) => (wrong === undefined ? [] : [`${name} ${wrong}`]));
	const told = wrong.slice(0, MOST_TOLD);
	const more = wrong.length - told.length;
	return [...(told.length === 0 ? [oneLine(why)] : told), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** More would not be read. */
const MOST_TOLD = 5;
const MOST_CHARACTERS = 200;

/** A reason may hold what a program printed. */
function oneLine(text: string): string {
	const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
	return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS)}…`;
}
