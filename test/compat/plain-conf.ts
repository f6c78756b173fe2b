/** `[supervisord]` as the compat tests want it, before everything else of a configuration. */
export function plainConf(sections: string, daemon = ''): string {
	return `[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=%(here)s/d.pid
childlogdir=%(here)s
${daemon}
${sections}`;
}

/** Programs in one group: supervisord needs a turn of its loop, up to a second, for each group at the end. */
export function oneGroup(programs: Readonly<Record<string, string>>): string {
	const sections = Object.entries(programs).map(([name, options]) => `[program:${name}]\n${options}\n`);
	return `[group:all]\nprograms=${Object.keys(programs).join(',')}\n${sections.join('')}`;
}
