/** A way to run the image, in which all six criteria must hold. */
export interface Variant {
	readonly name: string;
	/** Of `docker run`. */
	readonly options: readonly string[];
	/** On musl. */
	readonly alpine?: boolean;
	/** With a certificate at /etc/nginx/tls, and asked by HTTPS. */
	readonly tls?: boolean;
}

export const VARIANTS: readonly Variant[] = [
	{ name: 'plain', options: [] },
	// Not in /etc/passwd; its group is 0.
	{ name: '--user', options: ['--user', '12345'] },
	{ name: '--read-only', options: ['--read-only', '--tmpfs', '/tmp', '--tmpfs', '/run'] },
	// docker-init is PID 1 then, and podvisord a subreaper.
	{ name: '--init', options: ['--init'] },
	{ name: '--memory', options: ['--memory', '128m'] },
	{ name: '--cap-drop', options: ['--cap-drop', 'ALL'] },
	{ name: '--pids-limit', options: ['--pids-limit', '64'] },
	{ name: 'TLS', options: [], tls: true },
	{ name: 'Alpine', options: [], alpine: true },
	{
		name: 'hardened',
		options: [
			...['--user', '12345', '--read-only', '--tmpfs', '/tmp', '--tmpfs', '/run', '--cap-drop', 'ALL'],
			...['--security-opt', 'no-new-privileges', '--memory', '256m', '--pids-limit', '64'],
		],
	},
];
