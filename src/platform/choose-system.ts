import type { Files } from './files.ts';
import { createLinuxSystem } from './linux/linux-system.ts';
import type { LoadedAddon } from './linux/load-addon.ts';
import { ownAddon } from './own-addon.ts';
import type { System } from './system.ts';

export interface ChosenSystem {
	readonly system: System;
	/** One line to tell where it is not the linux adapter: why, and what is lost. */
	readonly notice: string | undefined;
	/**
	 * Ends this process. `process.exit()` alone waits for Node's threads: for as long as a name server, and for ever where
	 * a network mount has lost its server.
	 */
	readonly exit: (status: number) => void;
}

interface SystemChoice {
	readonly files: Files;
	readonly loaded?: LoadedAddon;
}

/** The linux adapter where its addon can be loaded, the portable one elsewhere, which is never chosen silently. */
export async function chooseSystem({ files, loaded = ownAddon }: SystemChoice): Promise<ChosenSystem> {
	if (loaded.type === 'loaded') {
		const system = createLinuxSystem({ addon: loaded.addon, files });
		const notice = `/proc is not that of this PID namespace; lost: ${system.lost.join(', ')}; mount it`;
		const exit = (status: number): void => {
			// Whoever wants to know is told, as process.exit() does it, which would not come back.
			process.emit('exit', status);
			loaded.addon.exit(status);
		};
		return { system, notice: system.lost.length === 0 ? undefined : notice, exit };
	}
	const { createPortableSystem } = await import('./portable/portable-system.ts');
	const system = await createPortableSystem({ files });
	const exit = (status: number): void => process.exit(status);
	return { system, notice: noticeFor(loaded.reason, system.lost), exit };
}

function noticeFor(reason: string, lost: readonly string[]): string {
	const zombies = process.pid === 1 ? 'this is PID 1 and zombies will pile up, run it behind an init; ' : '';
	const hint = process.platform === 'linux' ? '; build the addon with scripts/build-native --local' : '';
	return `running on the portable adapter: ${reason}; ${zombies}lost: ${lost.join(', ')}${hint}`;
}
