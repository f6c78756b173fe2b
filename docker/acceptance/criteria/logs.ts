import { type CorePod, PROGRAMS, type Program } from '../core-pod.ts';
import type { Criterion } from '../criterion.ts';
import { lineNames } from '../line-names.ts';
import { untilTrue } from '../until-true.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
const FOLDER = '${CORE_POD_LOG_DIR:-/var/log/supervisor}';

/** The logs of all are readable in one place, and are taken up anew after a rotation. */
export const logs: Criterion = {
	name: 'logs',
	title: '4 aggregated logs are readable',
	limit: 'lines of all three',
	async run({ pod, say, isOwn }) {
		const faults: string[] = [];
		await pod.untilRunning();
		// One line in the log of each.
		await pod.get('/slow/auth-service?ms=0');
		await pod.get('/slow/user-service?ms=0');
		say('podctl tail of each');
		const tails = await Promise.all(PROGRAMS.map((program) => tail(pod, program)));
		for (const [index, program] of PROGRAMS.entries()) {
			if (tails[index] === 0) faults.push(`podctl tail ${program} shows nothing`);
		}
		say('waiting for lines of each in docker logs');
		const counts = await countLines(pod, faults);
		const rotation = await tryRotation(pod, { isOwn, say, faults });
		const figure = `podctl tail ${tails.join(' + ')} lines, docker logs ${counts} lines, ${rotation}`;
		return { figure, brief: `${counts} lines`, faults };
	},
};

async function tail(pod: CorePod, program: Program): Promise<number> {
	const { status, stdout } = await pod.podctl('tail', '-100000', program);
	return status === 0 ? stdout.split('\n').filter((line) => line !== '').length : 0;
}

async function countLines(pod: CorePod, faults: string[]): Promise<string> {
	const count = async (who: string) => (await pod.lines()).filter((line) => lineNames(line, who)).length;
	const counts: string[] = [];
	for (const who of ['podvisord', ...PROGRAMS]) {
		// They come through the engine, in their own time.
		await untilTrue(`a line of ${who} in docker logs`, async () => (await count(who)) > 0).catch((error: Error) =>
			faults.push(error.message),
		);
		counts.push(`${await count(who)}`);
	}
	return counts.join(' + ');
}

interface RotationOptions {
	readonly isOwn: boolean;
	readonly say: (step: string) => void;
	readonly faults: string[];
}

/** What logrotate does: moves a log away, and asks for SIGUSR2. */
async function tryRotation(pod: CorePod, { isOwn, say, faults }: RotationOptions): Promise<string> {
	if (!isOwn) return 'rotation not tried on a container of somebody else';
	say('moving the log of user-service away, SIGUSR2, and waiting for the new one');
	const inside = (script: string) => pod.container.exec(['sh', '-c', `cd "${FOLDER}" && ${script}`]);
	const moved = await inside('mv user-service.log user-service.log.moved');
	if (moved.status !== 0) {
		faults.push(`the log cannot be moved: ${moved.stderr.trim()}`);
		return 'rotation failed';
	}
	const mark = await pod.mark();
	await pod.container.kill('SIGUSR2');
	await pod.untilSaid(/indicating log reopen request/, mark);
	await untilTrue('a line of user-service in its new log', async () => {
		await pod.get('/slow/user-service?ms=0');
		return (await inside('test -s user-service.log')).status === 0;
	});
	return 'reopened after a rotation';
}
