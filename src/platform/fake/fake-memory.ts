import { SIGKILL } from '../../foundation/signals.ts';
import type { Memory, OomKills, PodMemory, TreeMemory } from '../memory.ts';
import type { TreeIdentity } from '../tree-identity.ts';
import type { FakeMachine } from './fake-machine.ts';

const FAKE_CGROUP = '/sys/fs/cgroup';

/** Memory as a test has it: the programs' by their scripts (`useMemory()`), the pod's as it is set. */
export class FakeMemory implements Memory {
	/** What the pod takes and may take; `undefined`: the system does not tell. */
	podMemory: PodMemory | undefined;
	/** Where the OOM killer's victims are counted; `undefined`: nowhere. */
	kills: OomKills | undefined = { own: new Map([[FAKE_CGROUP, 0]]), around: new Map() };
	/** How often the processes were looked at. */
	looks = 0;
	/** Taken instead of the scripts' while it is set: a look that waits, or sees nothing. */
	look: ((trees: readonly TreeIdentity[]) => Promise<readonly (TreeMemory | undefined)[]>) | undefined;
	readonly #machine: FakeMachine;

	constructor(machine: FakeMachine) {
		this.#machine = machine;
	}

	/** The kernel's OOM killer ends a process: counted first, then killed. */
	oomKill(pid: number, cgroup: string = FAKE_CGROUP): void {
		if (this.kills !== undefined) {
			const own = new Map(this.kills.own).set(cgroup, (this.kills.own.get(cgroup) ?? 0) + 1);
			this.kills = { ...this.kills, own };
		}
		this.#machine.process(pid)?.receive(SIGKILL);
	}

	async pod(): Promise<PodMemory | undefined> {
		return this.podMemory;
	}

	async trees(trees: readonly TreeIdentity[]): Promise<readonly (TreeMemory | undefined)[]> {
		this.looks++;
		return this.look?.(trees) ?? trees.map((tree) => this.measure(tree));
	}

	measure(tree: TreeIdentity): TreeMemory | undefined {
		const members = this.#machine.treeOf(tree);
		if (members.length === 0) return undefined;
		return {
			rssBytes: members.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
			processes: members.length,
			cpuSeconds: members.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
		};
	}

	/** Half of it is shared, by everybody with somebody else. */
	async pss(tree: TreeIdentity): Promise<number | undefined> {
		const rssBytes = this.measure(tree)?.rssBytes;
		return rssBytes === undefined ? undefined : rssBytes * 0.75;
	}

	oomKills(): OomKills | undefined {
		return this.kills;
	}

	own(): number {
		return 50 * 1024 * 1024;
	}
}
