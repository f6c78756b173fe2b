import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The files that kubelet makes for a pod, on this machine: secrets, configuration and the termination log. */
export class PodVolumes {
	readonly #root: string = mkdtempSync(join(tmpdir(), 'core-pod-kubelet-'));
	readonly #gid: number;

	/** `gid`: the pod's fsGroup. */
	constructor(gid: number) {
		this.#gid = gid;
		chmodSync(this.#root, 0o755);
	}

	/** A folder as kubelet lays out a volume: each file is a link through `..data`, which a new version replaces at once. */
	write(name: string, files: Readonly<Record<string, string>>, mode: number): string {
		const folder = join(this.#root, name);
		mkdirSync(join(folder, '..2026_01_01'), { recursive: true });
		symlinkSync('..2026_01_01', join(folder, '..data'));
		for (const [file, text] of Object.entries(files)) {
			const path = join(folder, '..data', file);
			writeFileSync(path, text);
			symlinkSync(join('..data', file), join(folder, file));
			// Only root can give them to that group; without root, whoever runs the container reads them as anybody.
			if (process.getuid?.() === 0) chownSync(path, 0, this.#gid);
			chmodSync(path, process.getuid?.() === 0 ? mode : 0o444);
		}
		return folder;
	}

	/** An empty file that everybody may write to, as kubelet makes it. */
	terminationLog(): string {
		const path = join(this.#root, 'termination-log');
		writeFileSync(path, '');
		chmodSync(path, 0o666);
		return path;
	}

	remove(): void {
		rmSync(this.#root, { recursive: true, force: true });
	}
}
