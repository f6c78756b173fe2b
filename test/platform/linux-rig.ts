import type { Addon } from '../../src/platform/linux/addon.ts';
import { createLinuxSystem, type LinuxSystem } from '../../src/platform/linux/linux-system.ts';
import { loadAddon } from '../../src/platform/linux/load-addon.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { findPackageRoot } from '../../src/platform/package-root.ts';
import type { ContractProgram } from './contract/programs.ts';
import { answersReally, Driver, passRealTime, type Rig } from './contract/rig.ts';

/** The linux adapter; one a test file, since it reaps all of the process' children. */
export function linuxRig(): Rig & { readonly system: LinuxSystem; readonly addon: Addon; readonly driver: Driver } {
	const loaded = loadAddon(findPackageRoot());
	if (loaded.type === 'failed') throw new Error(loaded.reason);
	const system = createLinuxSystem({ addon: loaded.addon, files: createNodeFiles() });
	const rig = {
		system,
		addon: loaded.addon,
		pass: passRealTime,
		answers: answersReally,
		capabilities: {
			realTimeSignals: true,
			supplementaryGroups: true,
			rlimits: true,
			oomScoreAdj: true,
			orphans: true,
			closedDescriptors: true,
			fcgiSockets: true,
			realProcesses: true,
		},
	};
	return { ...rig, driver: new Driver(rig) };
}

export const isRoot: boolean = process.geteuid?.() === 0;

/** A program of one test. */
export function shell(script: string): ContractProgram {
	return { shell: script, fake: () => {} };
}
