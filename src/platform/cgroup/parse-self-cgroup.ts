/** The hierarchies of /proc/self/cgroup that can count memory, with our place in each (cgroups(7)). */
export interface MemoryMembership {
	readonly version: 1 | 2;
	/** From the root of the cgroup namespace; `/../x` where it is outside. */
	readonly path: string;
}

/** `4:memory:/docker/x` is version 1; `0::/x` is version 2, which counts memory only where version 1 does not. */
export function parseSelfCgroup(text: string): MemoryMembership | undefined {
	const lines = text.split('\n').map((line) => /^(\d+):([^:]*):(.*)$/.exec(line));
	for (const [, , controllers = '', path = ''] of lines.filter((line) => line !== null)) {
		if (controllers.split(',').includes('memory')) return { version: 1, path: living(path) };
	}
	for (const [, id, controllers, path = ''] of lines.filter((line) => line !== null)) {
		if (id === '0' && controllers === '') return { version: 2, path: living(path) };
	}
	return undefined;
}

/** The kernel says so of a cgroup that was removed with somebody in it. */
function living(path: string): string {
	return path.replace(/ \(deleted\)$/, '');
}
