/**
 * What the start line of the bundle (scripts/build.js) put aside before Node began, for the programs: the environment's
 * NODE_OPTIONS, which are theirs and not their supervisor's, and the soft limit of open files, which Node raises to the
 * hard one at its start. Absent where the bundle was started by `node podvisord.js`. And a SIGTERM or SIGINT that came
 * while the start line ran.
 */
const { PODVISOR_NODE_OPTIONS: nodeOptions, PODVISOR_NOFILE: nofile, PODVISOR_SIGNAL: signal } = process.env;

for (const name of ['PODVISOR_NODE_OPTIONS', 'PODVISOR_NOFILE', 'PODVISOR_SIGNAL']) delete process.env[name];
if (nodeOptions) process.env['NODE_OPTIONS'] = nodeOptions;

/** The soft limit of open files that the daemon was started with; `undefined` where it is not known. */
export const originalNofile: number | undefined = parseLimit(nofile);

/** What already told the daemon to stop. */
export const notedSignal: 'SIGTERM' | 'SIGINT' | undefined =
	signal === 'SIGTERM' || signal === 'SIGINT' ? signal : undefined;

function parseLimit(text: string | undefined): number | undefined {
	if (text === undefined || text === '') return undefined;
	const limit = text === 'unlimited' || text === 'Infinity' ? Number.POSITIVE_INFINITY : Number(text);
	return Number.isNaN(limit) ? undefined : limit;
}
