import type { RivalOptions } from '../rival.ts';

const LOGS = 'stdout_logfile=NONE\nstderr_logfile=NONE\n';

/**
 * Programs for every state that a call may find one in, behind a unix socket. startsecs is long where one is to fail, for
 * supervisord counts until it reaps, which may be late on a busy machine.
 */
export const RPC_POD: RivalOptions = {
	conf: `[supervisord]
nodaemon=true
logfile=%(here)s/daemon.log
pidfile=%(here)s/d.pid
childlogdir=%(here)s
identifier=supervisor
[unix_http_server]
file=%(here)s/rpc.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:cat]
command=/bin/cat
startsecs=0
priority=5
stdout_logfile=%(here)s/cat.out
stderr_logfile=%(here)s/cat.err
[program:off]
command=sleep 1000
autostart=false
${LOGS}
[group:workers]
programs=w1,w2
priority=20
[program:w1]
command=sleep 1000
priority=2
startsecs=0
${LOGS}
[program:w2]
command=sleep 1001
priority=1
startsecs=0
autostart=false
directory=/tmp
umask=022
environment=A="1"
stopsignal=INT
exitcodes=0,2
${LOGS}
[program:auto]
command=sleep 1000
startsecs=0
[program:missing]
command=/no/such/file
autostart=false
${LOGS}
[program:nowhere]
command=no-such-program
autostart=false
${LOGS}
[program:plain]
command=%(here)s/plain.txt
autostart=false
${LOGS}
[program:folder]
command=%(here)s
autostart=false
${LOGS}
[program:quick]
command=/bin/false
startsecs=10
autostart=false
startsecs=1000
startretries=0
${LOGS}
[program:zero]
command=/bin/true
startsecs=10
autostart=false
startsecs=1000
startretries=0
${LOGS}
[program:retries]
command=/bin/false
startsecs=10
autostart=false
startsecs=1000
startretries=1000
${LOGS}
[program:three]
command=sh -c "read told; exit 3"
autostart=false
autorestart=false
startsecs=0
${LOGS}
[program:killed]
command=sh -c "read told; kill -9 $$"
autostart=false
autorestart=false
startsecs=0
${LOGS}
[program:stubborn]
command=%(here)s/stubborn
stopwaitsecs=4
startsecs=0
stdout_logfile=%(here)s/stubborn.out
stderr_logfile=NONE
[program:deaf]
command=sh -c "exec sleep 1000 <&-"
startsecs=0
${LOGS}
[program:talks]
command=sh -c "printf 'one\\ntwo\\nthree\\n'; printf 'oh\\n' >&2; exec sleep 1000"
startsecs=0
stdout_logfile=%(here)s/talks.out
stderr_logfile=%(here)s/talks.err
[program:merged]
command=sh -c "printf 'both\\n' >&2; exec sleep 1000"
redirect_stderr=true
startsecs=0
stdout_logfile=%(here)s/merged.out
[program:many]
command=sleep 1000
process_name=%(program_name)s_%(process_num)02d
numprocs=2
startsecs=0
${LOGS}
[eventlistener:ear]
command=%(here)s/ear
events=REMOTE_COMMUNICATION
startsecs=0
stderr_logfile=NONE
[fcgi-program:fast]
command=sleep 1000
socket=unix://%(here)s/fast.sock
startsecs=0
${LOGS}
`,
	files: {
		'plain.txt': 'text\n',
		ear: '#!/bin/sh\nprintf "READY\\n"\nexec cat >/dev/null\n',
		stubborn: '#!/bin/sh\ntrap "" TERM 34 40 64\necho ready\nwhile :; do sleep 1; done\n',
	},
};
