import type { Test } from 'tap';
import { PodUnderFire } from './pod-under-fire.ts';
import type { Target } from './raw-connection.ts';

/** One of many who send bad inputs at the same time. */
export interface Attacker<Input> {
	readonly fire: PodUnderFire;
	readonly target: Target;
	/** Its next input; `undefined` when its work is done, or something is wrong already. */
	next(): Input | undefined;
	/** What is wrong with an answer, and to which input. */
	complain(mistake: string): void;
}

export interface AssaultOptions<Input> {
	readonly seed: number;
	readonly total: number;
	readonly inputs: Iterator<Input>;
	/** Half of them over the unix socket, half over TCP. */
	readonly clients: number;
	readonly attack: (attacker: Attacker<Input>) => Promise<void>;
}

/** Sends all inputs at a pod, and holds it to what must be as before: it answered rightly, and nothing stays. */
export async function assault<Input>(
	t: Test,
	{ seed, total, inputs, clients, attack }: AssaultOptions<Input>,
): Promise<void> {
	const fire = await PodUnderFire.start(t);
	const idle = await fire.vitals();
	const wrong: string[] = [];
	let sent = 0;

	async function storm(until: number): Promise<void> {
		const attackers = Array.from({ length: clients }, (_, index) =>
			attack({
				fire,
				target: index % 2 === 0 ? fire.unix : fire.tcp,
				next() {
					if (sent >= until || wrong.length > 0) return undefined;
					const { done, value } = inputs.next();
					if (done === true) return undefined;
					sent++;
					return value;
				},
				complain: (mistake) => wrong.push(mistake),
			}),
		);
		await Promise.all(attackers);
	}

	await storm(Math.ceil(total / 3));
	const warm = await fire.vitals(idle.descriptors);
	await storm(total);
	const after = await fire.vitals(idle.descriptors);

	t.strictSame(wrong.slice(0, 3), [], `PODVISOR_SEED=${seed}`);
	t.equal(sent, total);
	t.strictSame(fire.complaints().slice(0, 3), []);
	t.strictSame(after.pids, idle.pids, 'whom nobody meant runs on');
	fire.staysWithin(t, { warm, after });
	for (const target of [fire.unix, fire.tcp]) t.equal(await fire.call(target, 'supervisor.getAPIVersion'), '3.0');
	t.strictSame(await fire.pod.stop(), { code: 0, signal: null });
}
