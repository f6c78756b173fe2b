import t from 'tap';
import { IS_ROOT, startPod, TO_STDOUT } from './pod-under-test.ts';

t.test(
	'a child has the limits, niceness and OOM score that its section gives it',
	{ skip: !IS_ROOT && 'raises limits' },
	async (t) => {
		const pod = startPod(t, {
			files: {
				'tell.sh': `#!/bin/bash
echo "nofile $(ulimit -Sn):$(ulimit -Hn) core $(ulimit -Sc) nice $(nice) oom $(cat /proc/self/oom_score_adj)"
exec sleep 1000
`,
			},
			conf: `
[program:limited]
command=%(here)s/tell.sh
rlimit_nofile=300:400
rlimit_core=0
nice=7
oom_score_adj=123
${TO_STDOUT}
`,
		});
		await pod.line(/^nofile 300:400 core 0 nice 7 oom 123$/);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test(
	"a child's user, groups, umask, directory, environment and stdin",
	{ skip: !IS_ROOT && 'changes the user' },
	async (t) => {
		const pod = startPod(t, {
			files: {
				'tell.sh': `#!/bin/sh
echo "id $(id -u):$(id -g) groups $(id -G) umask $(umask) in $(pwd)"
echo "HOME=$HOME USER=$USER GREETING=$GREETING enabled=$SUPERVISOR_ENABLED $SUPERVISOR_GROUP_NAME:$SUPERVISOR_PROCESS_NAME"
echo "stdin is $(readlink /proc/self/fd/0 | sed 's/\\[.*//') leader of $(cut -d' ' -f5,6 /proc/self/stat | tr ' ' '\\n' | sort -u | wc -l)"
exec sleep 1000
`,
			},
			environment: { HOME: '/home/of/daemon', USER: 'daemon-user' },
			conf: `
[program:worker]
command=%(here)s/tell.sh
process_name=%(program_name)s-%(process_num)02d
numprocs=2
user=www-data
umask=027
directory=/usr
environment=GREETING="a, b=c; %%"
${TO_STDOUT}
`,
		});
		await pod.line(/^id (\d+):\1 groups \1 umask 0?027 in \/usr$/, 2);
		for (const number of ['00', '01']) {
			// supervisord leaves HOME and USER as the daemon has them.
			await pod.line(
				new RegExp(`^HOME=/home/of/daemon USER=daemon-user GREETING=a, b=c; % enabled=1 worker:worker-${number}$`),
			);
		}
		await pod.line(/^stdin is pipe: leader of 1$/, 2);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test('signals that the daemon ignores or blocks are ordinary ones for a child', async (t) => {
	const pod = startPod(t, {
		conf: `[program:tell]\ncommand=sh -c "grep -E 'Sig(Blk|Ign)' /proc/self/status; exec sleep 1000"\n${TO_STDOUT}`,
	});
	await pod.line(/^SigBlk:\s+0{16}$/);
	await pod.line(/^SigIgn:\s+0{16}$/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
