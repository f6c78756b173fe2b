/** What to tell where Node is older than what the sources are written for; `undefined` where it is not. */
export function newerNodeNeeded(program: string): string | undefined {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 24 || (major === 24 && minor >= 15)) return undefined;
	return `${program} needs Node 24.15 or newer, this is ${process.version}; install a current Node, or 'npm install node'`;
}
