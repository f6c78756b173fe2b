import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Installs a Debian package where its command is missing; throws with what to do where that cannot be done here. */
export function installPackage(command: string, name: string): void {
	if (findCommand(command) !== undefined) return;
	const hint = `'${command}' is missing; as root on Debian: apt-get install ${name}`;
	if (process.getuid?.() !== 0 || findCommand('apt-get') === undefined) throw new Error(hint);
	// RUNLEVEL=1 keeps Debian from starting the services that it installs.
	const env = { ...process.env, RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' };
	for (const argv of [
		['update', '-qq'],
		['install', '-y', '-qq', '--no-install-recommends', name],
	]) {
		const { status, stderr } = spawnSync('apt-get', argv, { env, encoding: 'utf8' });
		if (status !== 0) throw new Error(`${hint}: ${stderr}`);
	}
}

/** The version of an installed Debian package. */
export function packageVersion(name: string): string {
	return spawnSync('dpkg-query', ['-W', '-f', '$' + '{Version}', name], { encoding: 'utf8' }).stdout.trim();
}

/** The absolute path of a command in PATH. */
export function findCommand(command: string): string | undefined {
	return (process.env['PATH'] ?? '')
		.split(delimiter)
		.map((folder) => join(folder, command))
		.find((path) => {
			try {
				accessSync(path, constants.X_OK);
				return true;
			} catch {
				// ENOENT, EACCES: it is in another folder, or nowhere.
				return false;
			}
		});
}
