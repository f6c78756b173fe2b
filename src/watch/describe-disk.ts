import type { DiskResource, ObservedLevel } from '../events/observation.ts';
import { formatBytes } from '../foundation/format-bytes.ts';
import type { FilesystemSpace } from '../platform/filesystem-space.ts';

/** Why a file system has a level now: `the disk of '/var/log' is 93 % full: 7 GiB of 100 GiB are free`. */
export function describeDisk(
	path: string,
	{ totalBytes, freeBytes, totalInodes, freeInodes }: FilesystemSpace,
	{
		resource,
		level,
		usedShare,
	}: { readonly resource: DiskResource; readonly level: ObservedLevel; readonly usedShare: number },
): string {
	const percent = `${Math.floor(usedShare * 100)} %`;
	const again = level === 'ok' ? ' only, again' : '';
	return resource === 'space'
		? `the disk of '${path}' is ${percent} full${again}: ${formatBytes(freeBytes)} of ${formatBytes(totalBytes)} are free`
		: `the disk of '${path}' has ${percent} of its inodes in use${again}: ${freeInodes} of ${totalInodes} are free`;
}
