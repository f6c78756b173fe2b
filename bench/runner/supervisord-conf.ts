import type { BenchPod } from '../peer.ts';

/** The pod in supervisord's dialect: as teams write it, with supervisord's defaults wherever they are not at issue. */
export function supervisordConf(pod: BenchPod): string {
	const at = pod.directory;
	const head = `[supervisord]
nodaemon=true
user=root
logfile=${at}/supervisord.log
pidfile=${at}/supervisord.pid
childlogdir=${at}
minfds=${minfds(pod)}
[unix_http_server]
file=${at}/control.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://${at}/control.sock
${pod.conf ?? ''}
`;
	return head + pod.programs.map((program) => programSection(pod, program)).join('');
}

/**
 * As few as will do, and at least the default: supervisord closes each of them in every child before its exec. It has
 * two pipes and a log file a program.
 */
function minfds({ programs }: BenchPod): number {
	return Math.max(1024, 3 * programs.length + 100);
}

function programSection(
	{ directory, logs }: BenchPod,
	{ name, argv, priority, conf = '' }: BenchPod['programs'][number],
): string {
	const files = `stdout_logfile=${directory}/${name}.log
stdout_logfile_maxbytes=50MB
stdout_logfile_backups=5
redirect_stderr=true
`;
	return `[program:${name}]
command=${argv.join(' ')}
priority=${priority ?? 999}
autorestart=true
${conf}${logs === 'files' ? files : 'stdout_logfile=NONE\nstderr_logfile=NONE\n'}`;
}
