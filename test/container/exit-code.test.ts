import t from 'tap';
import { startPodContainer } from './pod-container.ts';

// The container's exit code is what whoever runs it decides by.

for (const [how, code] of [
	['exit 7', 7],
	['kill -SEGV $$', 139],
	['kill -KILL $$', 137],
] as const) {
	t.test(`a critical program that ends by "${how}" each time ends the container with ${code}`, async (t) => {
		const pod = await startPodContainer(t, {
			conf: `
[program:steady]
command=sleep 600
[program:vital]
command=sh -c "${how}"
startretries=1
critical=on-fatal
`,
		});
		t.equal(await pod.untilExit(), code);
		const logs = await pod.logs();
		t.match(logs, /stopped: steady/, 'the others were stopped in order');
		t.match(logs.trimEnd().split('\n').at(-1), `exit status ${code}, because of critical process 'vital'`);
	});
}

t.test("the core pod's is that of a nginx that cannot start", async (t) => {
	const pod = await startPodContainer(t, { options: ['--env', 'CORE_POD_GATEWAY=sh -c "exit 7"'] });
	t.equal(await pod.untilExit(), 7);
	t.match((await pod.logs()).trimEnd().split('\n').at(-1), /exit status 7, because of critical process 'nginx'/);
});

t.test('a configuration that cannot be used ends it with 2, and names every mistake', async (t) => {
	const options = ['CORE_POD_AUTH_SERVICE_PORT=nonsense', 'CORE_POD_USER=nobody-we-know'];
	const pod = await startPodContainer(t, { options: options.flatMap((setting) => ['--env', setting]) });
	t.equal(await pod.untilExit(), 2);
	const logs = await pod.logs();
	t.match(logs, /podvisor\.conf:\d+: .*nonsense/);
	t.match(logs, /podvisor\.conf:\d+: .*nobody-we-know/);
});

t.test('a service that the kernel kills for want of memory is named, and the container goes on', async (t) => {
	const pod = await startPodContainer(t, {
		options: ['--memory=160m', '--memory-swap=160m'],
		files: {
			'eater.mjs': `const eaten = [];
setInterval(() => eaten.push(Buffer.alloc(4 * 1024 * 1024, 1)), 5);
`,
		},
		conf: `
[program:steady]
command=sleep 600
startsecs=0
[program:eater]
command=node eater.mjs
directory=%(here)s
oom_score_adj=900
startsecs=0
autorestart=false
`,
	});
	await pod.untilLog(/exited: eater \(terminated by SIGKILL/);
	const incidents = await pod.exec(['podctl', 'incidents']);
	t.match(incidents.stdout, /eater.*(memory|OOM)/i);
	t.match((await pod.exec(['podctl', 'status', 'steady'])).stdout, /RUNNING/);
	t.equal((await pod.stop()).exitCode, 0);
	t.equal((await pod.logs()).match(/spawned: 'steady'/g)?.length, 1);
});
