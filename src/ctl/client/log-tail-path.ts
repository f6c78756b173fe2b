/** The path of a log as it grows. Colons and slashes stay: supervisorctl sends names as they are. */
export function logTailPath(name: string, channel: 'stdout' | 'stderr'): string {
	return `/logtail/${encodeURIComponent(name).replaceAll('%3A', ':').replaceAll('%2F', '/')}/${channel}`;
}
