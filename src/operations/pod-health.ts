/**
 * Is the pod well? One answer for all who ask: `podctl health` in Docker's HEALTHCHECK, Kubernetes' probes, REST.
 * It tells what the daemon knows at this moment, and asks nobody. The rules, as docs/OPERATIONS.md tells them to users:
 *
 * - Who is down as he was asked to be, or has done his work, says nothing about the pod.
 * - One who was given up, fails to start, crashed, crashes again and again, or is being restarted for ill health makes
 *   it `unhealthy`, and so does one who waits for what will not come, or is up and does not become ready.
 * - Where some programs are marked as critical, the readiness of the others only makes it `degraded`, as memory and
 *   disks that run short do.
 */
import type { ProbeKind } from '../config/config.ts';
import type { Pressure } from '../events/pressures.ts';
import type { ProbeResult } from '../events/probe-result.ts';
import { newProcess, type Process } from '../process/process.ts';
import type { ProcessState } from '../process/process-state.ts';
import { displayName, type Member } from '../supervision/plan.ts';
import { whyHeldUp } from '../supervision/why-held-up.ts';
import type { World } from '../supervision/world.ts';
import type { ProcessHealth } from '../watch/health-board.ts';
import { joinReasons } from './join-reasons.ts';
import { judgeProcess, type ProcessVerdict } from './judge-process.ts';

export const POD_STATUSES = ['healthy', 'degraded', 'unhealthy', 'starting', 'stopping'] as const;

export type PodStatus = (typeof POD_STATUSES)[number];

/** Is it as well as `podctl health` and `/health` ask: does it do its work? */
export function isWell(status: PodStatus): boolean {
	return status === 'healthy' || status === 'degraded';
}

export interface ProcessReport {
	/** `group:process`. */
	readonly key: string;
	readonly group: string;
	readonly process: string;
	/** As a person sees it. */
	readonly name: string;
	readonly state: ProcessState;
	readonly wanted: 'up' | 'down';
	readonly isReady: boolean;
	readonly verdict: ProcessVerdict;
	/** While it is so, the pod is not ready. */
	readonly isWaitedFor: boolean;
	/** It starts with the pod, and was not ready since. */
	readonly isBooting: boolean;
	/** What follows its name in a sentence. */
	readonly why: string;
	/** 0 where none is alive. */
	readonly pid: number;
	/** 0 where it is down. */
	readonly uptimeMs: number;
	readonly restarts: number;
	/** Ends that were not expected, within the last 5 minutes. */
	readonly crashes: number;
	/** Of its whole tree, where that is measured. */
	readonly memoryBytes: number | undefined;
	/** Of each probe that was asked since its spawn, the latest answer and how many failures in a row it ends. */
	readonly probes: readonly (ProbeResult & { readonly failures: number })[];
	/** What it says of itself (sd_notify's STATUS=). */
	readonly statusText: string;
}

export interface PodHealth {
	readonly status: PodStatus;
	/** One line without the status: what is wrong, or how many are ready. */
	readonly why: string;
	/** The daemon itself works: Kubernetes' livez. */
	readonly isAlive: boolean;
	/** All services that shall be up are ready, and none is unhealthy: readyz. */
	readonly isReady: boolean;
	/** All that start with the pod were ready, or have done their work: startupz. */
	readonly isStarted: boolean;
	readonly processes: readonly ProcessReport[];
	/** Memory and disks of the pod as a whole that run short. */
	readonly pressures: readonly Pressure[];
}

export interface HealthFacts {
	readonly world: World;
	/** Monotonic milliseconds. */
	readonly now: number;
	/** Of these processes alone; `undefined` for all, and the pod's memory and disks. */
	readonly keys?: readonly string[] | undefined;
	probesOf(key: string): ProcessHealth | undefined;
	/** Within the window of a crash loop. */
	crashesOf(key: string): number;
	pressureOf(key: string): Pressure | undefined;
	memoryOf(key: string): number | undefined;
	readonly pressures: readonly Pressure[];
}

/** After a shutdown's budget, so long may the end of the daemon take. */
const END_MS = 5000;

export function podHealth(facts: HealthFacts): PodHealth {
	const { world, now, keys = [...world.plan.members.keys()] } = facts;
	const members = keys.flatMap((key) => world.plan.members.get(key) ?? []);
	const processes = members.map((member) => reportOn(member, facts));
	const pressures = facts.keys === undefined ? facts.pressures : [];
	const { status, why } = judgePod(world, processes, pressures);
	const { shutdown } = world;
	return {
		status,
		why,
		isAlive: shutdown?.deadlineAt === undefined || now <= shutdown.deadlineAt + END_MS,
		isReady: shutdown === undefined && !processes.some(({ isWaitedFor }) => isWaitedFor),
		isStarted: shutdown === undefined && world.booting.size === 0,
		processes,
		pressures,
	};
}

function reportOn({ key, config }: Member, facts: HealthFacts): ProcessReport {
	const { world, now } = facts;
	const process: Process = world.processes.get(key) ?? newProcess(0, 0);
	const { state, wanted, pid, startedAt, starts } = process;
	const probes = pid === 0 ? undefined : facts.probesOf(key);
	const crashes = facts.crashesOf(key);
	const isBooting = world.booting.has(key);
	const { verdict, why } = judgeProcess({
		process,
		config,
		now,
		holdUp: whyHeldUp(world, key),
		isBooting,
		probes,
		crashes,
		pressure: facts.pressureOf(key)?.reason,
	});
	return {
		key,
		group: config.group,
		process: config.name,
		name: displayName(world.plan, key),
		state,
		wanted,
		isReady: process.ready,
		verdict,
		isWaitedFor:
			verdict === 'unhealthy' || (verdict !== 'none' && !process.ready && (config.type === 'service' || isBooting)),
		isBooting,
		why,
		pid,
		uptimeMs: pid === 0 || startedAt === undefined ? 0 : Math.round(now - startedAt),
		restarts: Math.max(0, starts - 1),
		crashes,
		memoryBytes: pid === 0 ? undefined : facts.memoryOf(key),
		probes: KINDS.flatMap((kind) => {
			const result = probes?.latest.get(kind);
			return result === undefined ? [] : [{ ...result, failures: probes?.failures.get(kind) ?? 0 }];
		}),
		statusText: probes?.status ?? '',
	};
}

const KINDS: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];

function judgePod(
	world: World,
	processes: readonly ProcessReport[],
	pressures: readonly Pressure[],
): Pick<PodHealth, 'status' | 'why'> {
	if (world.shutdown !== undefined) {
		return { status: 'stopping', why: `the pod ${world.shutdown.intent === 'exit' ? 'stops' : 'restarts'}` };
	}
	const hasCritical = [...world.plan.members.values()].some(({ config }) => config.critical !== 'no');
	const isBad = ({ key, verdict, isReady }: ProcessReport): boolean => {
		const isCritical = !hasCritical || world.plan.members.get(key)?.config.critical !== 'no';
		return verdict === 'unhealthy' || (verdict === 'degraded' && !isReady && isCritical);
	};
	const bad = processes.filter(isBad);
	const starting = processes.filter(({ verdict }) => verdict === 'starting');
	const degraded = processes.filter((process) => process.verdict === 'degraded' && !isBad(process));
	const wrong = [...bad, ...degraded].map(sentence);
	wrong.push(...pressures.map(({ reason }) => reason));
	if (bad.length > 0) return { status: 'unhealthy', why: joinReasons(wrong) };
	if (starting.length > 0) return { status: 'starting', why: joinReasons([...starting.map(sentence), ...wrong]) };
	if (wrong.length > 0) return { status: 'degraded', why: joinReasons(wrong) };
	return { status: 'healthy', why: countReady(processes) };
}

function countReady(processes: readonly ProcessReport[]): string {
	const counted = processes.filter(({ verdict }) => verdict !== 'none');
	const stopped = processes.filter(({ wanted, state }) => wanted === 'down' && state === 'STOPPED').length;
	const rest = stopped === 0 ? '' : `, ${stopped} ${stopped === 1 ? 'is' : 'are'} stopped`;
	if (counted.length === 0) return `no program is meant to run${rest}`;
	return `${counted.length} of ${counted.length} program${counted.length === 1 ? ' is' : 's are'} ready${rest}`;
}

function sentence({ name, why }: ProcessReport): string {
	return `${name} ${why}`;
}
