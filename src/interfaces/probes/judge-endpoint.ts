import { oneLine } from '../../foundation/one-line.ts';
import { joinReasons } from '../../operations/join-reasons.ts';
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
	return joinReasons(wrong.length === 0 ? [why] : wrong);
}
