import { listProcesses } from './list-processes.ts';
import type { Operation } from './operation.ts';
import { restartProcess } from './restart-process.ts';
import { updateGroups } from './update-groups.ts';
import { waitFor } from './wait-for.ts';

/** What Podvisor can do beyond `supervisor.*`, by name. */
export const PODVISOR_METHODS: Readonly<Record<string, Operation>> = {
	listProcesses,
	restartProcess,
	updateGroups,
	waitFor,
};
