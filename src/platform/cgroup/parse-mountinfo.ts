/** A mounted file system as /proc/self/mountinfo tells of it (proc(5)). */
export interface Mount {
	/** Which part of the file system is seen there. */
	readonly root: string;
	readonly mountPoint: string;
	readonly type: string;
	readonly superOptions: readonly string[];
}

/** `31 23 0:28 ROOT MOUNTPOINT OPTIONS [optional fields] - TYPE SOURCE SUPEROPTIONS`; what is not like that is left out. */
export function parseMountinfo(text: string): readonly Mount[] {
	const mounts: Mount[] = [];
	for (const line of text.split('\n')) {
		const separator = line.indexOf(' - ');
		if (separator === -1) continue;
		const [, , , root, mountPoint] = line.slice(0, separator).split(' ');
		const [type, , superOptions = ''] = line.slice(separator + 3).split(' ');
		if (root === undefined || mountPoint === undefined || type === undefined) continue;
		mounts.push({
			root: unescaped(root),
			mountPoint: unescaped(mountPoint),
			type,
			superOptions: superOptions.split(','),
		});
	}
	return mounts;
}

/** Blanks, tabs, newlines and backslashes stand there as three octal digits. */
function unescaped(field: string): string {
	return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
