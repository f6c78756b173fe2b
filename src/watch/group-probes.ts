import type { Probe, ProbeKind, ProcessConfig } from '../config/config.ts';
import { isEqualData } from '../config/is-equal-data.ts';

/** One question, and what it is asked for: `health=` asks once for both readiness and liveness. */
export interface ProbeGroup {
	readonly probe: Probe;
	/** In the order in which an answer is judged. */
	readonly kinds: readonly ProbeKind[];
}

const KINDS: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];

/** Equal probes are one question; not so liveness by `notify`, which hears WATCHDOG=1 and not READY=1. */
export function groupProbes(config: Pick<ProcessConfig, ProbeKind>): readonly ProbeGroup[] {
	const groups: { readonly probe: Probe; readonly kinds: ProbeKind[] }[] = [];
	for (const kind of KINDS) {
		const probe = config[kind];
		if (probe === undefined) continue;
		const isWatchdog = kind === 'liveness' && probe.type === 'notify';
		const equal = isWatchdog ? undefined : groups.find((group) => isEqualData(group.probe, probe));
		if (equal === undefined) groups.push({ probe, kinds: [kind] });
		else equal.kinds.push(kind);
	}
	return groups;
}
