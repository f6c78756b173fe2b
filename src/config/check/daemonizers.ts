/** A program that leaves the foreground unless, or only if, it is told to. */
interface Daemonizer {
	/** Of the program's base name. */
	readonly name: RegExp;
	/** Whether these arguments make it a daemon. */
	readonly isDaemon: (args: readonly string[]) => boolean;
	readonly hint: string;
}

const DAEMONIZERS: readonly Daemonizer[] = [
	unless(/^nginx$/, /daemon\s+off|^-[tTvVshq?]/, `write nginx -g "daemon off;"`),
	unless(/^php-fpm[\d.]*$/, /^-[A-Za-z]*F|^--nodaemonize$|^-[vhitm]$/, 'add -F (--nodaemonize)'),
	unless(/^sshd$/, /^-[46eqf]*[Ddit]/, 'add -D'),
	unless(
		/^(apache2|httpd|apache2ctl|apachectl)$/,
		/^-?-?D?FOREGROUND$|^-X$|^-[vVtlLS]$|^configtest$/,
		'add -D FOREGROUND',
	),
	unless(/^(cron|crond|anacron|atd|fcron)$/, /^-[a-zA-Z]*[fnd]/, 'add -f (cronie: -n)'),
	unless(/^rsyslogd$/, /^-[a-zA-Z]*n/, 'add -n'),
	unless(/^syslog-ng$/, /^(-F|--foreground|-V|--version)$/, 'add --foreground'),
	unless(/^dovecot$/, /^-F$|^(-n|-a|--version|stop|reload)$/, 'add -F'),
	unless(/^squid$/, /^(-[a-zA-Z]*N[a-zA-Z]*|--foreground)$/, 'add --foreground'),
	unless(/^(supervisord|podvisord)$/, /^(-[a-z]*n[a-z]*|--nodaemon)$/, 'add -n'),
	unless(/^named$/, /^-[fg]$/, 'add -f'),
	unless(/^(vsftpd|proftpd)$/, /^-[a-zA-Z]*n|^--nodaemon$|background=NO/, 'keep it in the foreground (proftpd: -n)'),
	when(/^postfix$/, /^start$/, 'write postfix start-fg'),
	when(/^redis-server$|^valkey-server$/, (args) => /--daemonize yes/.test(args.join(' ')), 'write --daemonize no'),
	when(/^memcached$/, /^-[a-zA-Z]*d$|^--daemon$/, 'remove -d'),
	when(/^mongod$/, /^--fork$/, 'remove --fork'),
	when(/^mysqld$|^mariadbd$/, /^--daemonize$/, 'remove --daemonize'),
	when(/^haproxy$/, /^-D$/, 'remove -D'),
	when(/^uwsgi$/, /^(-d|--daemonize2?(=.*)?)$/, 'remove --daemonize'),
	when(/^(gunicorn|unicorn|unicorn_rails)$/, /^(-D|--daemon(ize)?)$/, 'remove --daemon'),
	when(/^(puma|sidekiq)$/, /^(-d|--daemon)$/, 'remove --daemon'),
	when(
		/^celery$/,
		(args) => args.includes('multi') || args.includes('--detach'),
		'run celery worker without multi and --detach',
	),
	when(
		/^pm2$/,
		(args) => args.includes('start') && !args.includes('--no-daemon'),
		'use pm2-runtime, or let each script be a program',
	),
	when(/^(service|invoke-rc\.d)$/, /^(re)?start$/, 'run the daemon itself, in the foreground'),
	when(/^systemctl$/, /^(re)?start$/, 'run the daemon itself, in the foreground'),
	when(/^rc-service$/, /^(re)?start$/, 'run the daemon itself, in the foreground'),
];

/** What to do about a command that leaves the foreground; `undefined` where it stays, as far as one can tell. */
export function daemonizingHint(argv: readonly string[]): string | undefined {
	const [program = '', ...args] = argv;
	if (/^\/etc\/(rc\.d\/)?init\.d\//.test(program) && /^(re)?start$/.test(args[0] ?? '')) {
		return 'run the daemon itself, in the foreground';
	}
	const name = program.slice(program.lastIndexOf('/') + 1);
	return DAEMONIZERS.find((known) => known.name.test(name) && known.isDaemon(args))?.hint;
}

function unless(name: RegExp, foreground: RegExp, hint: string): Daemonizer {
	return { name, isDaemon: (args) => !args.some((argument) => foreground.test(argument)), hint };
}

function when(name: RegExp, background: RegExp | ((args: readonly string[]) => boolean), hint: string): Daemonizer {
	const isDaemon =
		background instanceof RegExp
			? (args: readonly string[]) => args.some((argument) => background.test(argument))
			: background;
	return { name, isDaemon, hint };
}
