import type { CorePod } from '../core-pod.ts';
import type { Criterion, Finding } from '../criterion.ts';
import { milliseconds, seconds } from '../show-duration.ts';
import { untilTrue } from '../until-true.ts';

const MAX_SECONDS = 5;
const TIMES = 3;

/** The health check answers in time, and tells the truth. */
export const health: Criterion = {
	name: 'health',
	title: '5 the health check answers in time',
	limit: `${MAX_SECONDS} s (aim 0.2 s)`,
	async run({ pod, say }) {
		const faults: string[] = [];
		await pod.untilRunning();
		say(`podctl health, ${TIMES} times`);
		const times: Measured[] = [];
		for (let time = 0; time < TIMES; time++) times.push(await timeHealth(pod));
		for (const { status, said } of times) if (status !== 0) faults.push(`podctl health ended with ${status}: ${said}`);
		const inside = Math.max(...times.map((time) => time.inside));
		const outside = Math.max(...times.map((time) => time.outside));
		say('GET /health, then user-service is brought down');
		const { status, seconds: http } = await pod.probe('/health');
		if (status !== 200) faults.push(`/health was answered ${status}`);
		if (Math.max(inside, http) > MAX_SECONDS) faults.push(`slower than ${MAX_SECONDS} s`);
		const fall = await seeFall(pod);
		const figure =
			`podctl health ${seconds(inside)} inside, ${seconds(outside)} by docker exec; ` +
			`/health ${milliseconds(http * 1000)}; ${fall.figure}`;
		return { figure, brief: seconds(inside), faults: [...faults, ...fall.faults] };
	},
};

interface Measured {
	readonly status: number;
	readonly said: string;
	/** Of the command alone, to the hundredth (/proc/uptime), without what `docker exec` costs. */
	readonly inside: number;
	readonly outside: number;
}

const TIMED = `
read -r from rest </proc/uptime
said=$(podctl health 2>&1)
status=$?
read -r to rest </proc/uptime
echo $status $from $to "$said"`;

async function timeHealth(pod: CorePod): Promise<Measured> {
	const at = performance.now();
	const { stdout } = await pod.container.exec(['sh', '-c', TIMED]);
	const outside = (performance.now() - at) / 1000;
	const [, status, from, to, said = ''] = /^(\d+) (\S+) (\S+) (.*)/.exec(stdout) ?? [];
	return { status: Number(status), said, inside: Number(to) - Number(from), outside };
}

/** Restarts user-service and freezes the new process before it listens. Says its pid. */
const FREEZE = `
find_new() {
	for file in /proc/[0-9]*/cmdline; do
		line=
		{ read -r line <"$file"; } 2>/dev/null
		case $line in *user-service.mjs*) ;; *) continue ;; esac
		pid=\${file#/proc/} pid=\${pid%/cmdline}
		[ "$pid" = "$1" ] || return 0
	done
	read -r now rest </proc/uptime
	[ "\${now%.*}" -gt "$until" ]
}
read -r now rest </proc/uptime
until=$((\${now%.*} + 10)) pid=
podctl restart user-service >/dev/null 2>&1 &
until find_new "$1"; do :; done
kill -STOP "$pid" && echo "$pid"`;

/** Brings user-service down for as long as it takes to ask; a service that is away on purpose would be no illness. */
async function seeFall(pod: CorePod): Promise<Finding> {
	const { 'user-service': before } = await pod.untilRunning();
	const sh = (script: string) => pod.container.exec(['sh', '-c', script, 'sh', String(before.pid)]);
	const frozen = await sh(FREEZE);
	if (frozen.status !== 0) return { figure: '', faults: [`user-service cannot be held: ${frozen.stderr.trim()}`] };
	const [{ status, stdout }, probe] = await Promise.all([pod.podctl('health'), pod.probe('/health')]).finally(() =>
		sh(`kill -CONT ${Number(frozen.stdout)}`),
	);
	const faults: string[] = [];
	if (status === 0) faults.push('podctl health was content without user-service');
	if (probe.status !== 503) faults.push(`/health was answered ${probe.status} without user-service`);
	await untilTrue('/health to be 200 again', async () => (await pod.probe('/health')).status === 200);
	return { figure: `without user-service ${probe.status} and “${stdout.trim()}”, then 200 again`, faults };
}
