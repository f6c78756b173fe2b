import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { Container, Stopped } from '../../../docker/acceptance/container.ts';
import { get } from '../../../docker/acceptance/get.ts';

type ProbeName = 'startupProbe' | 'readinessProbe' | 'livenessProbe';

/**
 * Does to a container what kubelet does: asks its probes at their periods, the others once startup has succeeded; counts
 * what fails in a row; and ends it by preStop, SIGTERM and the rest of the grace period. It restarts nothing: what it would
 * have restarted the container for is in `complaints`.
 */
export class Kubelet {
	readonly complaints: string[] = [];
	readonly #container: Container;
	readonly #spec: IContainer;
	readonly #end: AbortController = new AbortController();
	readonly #changes: EventEmitter = new EventEmitter();
	#isReady = false;

	constructor(container: Container, spec: IContainer) {
		this.#container = container;
		this.#spec = spec;
		void this.#probe('startupProbe').then(() => {
			void this.#probe('readinessProbe');
			void this.#probe('livenessProbe');
		});
	}

	/** Throws where that does not come to pass in time, or the container would have been restarted. */
	async until(wanted: 'ready' | 'unready', timeoutMs = 120_000): Promise<void> {
		const signal = AbortSignal.timeout(timeoutMs);
		while (this.#isReady !== (wanted === 'ready')) {
			if (this.complaints[0] !== undefined) throw new Error(this.complaints[0]);
			await once(this.#changes, 'change', { signal });
		}
	}

	/** Ends the container as a pod is ended; `duringPreStop` is done while it still has that time. */
	async terminate(graceSeconds: number, duringPreStop: () => Promise<void>): Promise<Stopped> {
		this.stop();
		const preStopSeconds = this.#spec.lifecycle?.preStop?.sleep?.seconds ?? 0;
		await Promise.all([delay(preStopSeconds * 1000), duringPreStop()]);
		return this.#container.stop(graceSeconds - preStopSeconds);
	}

	/** Asks no more. */
	stop(): void {
		this.#end.abort();
		this.#changes.emit('change');
	}

	/** Asks until the end; the startup probe until it has succeeded. */
	async #probe(name: ProbeName): Promise<void> {
		const probe = this.#spec[name];
		const { periodSeconds = 10, failureThreshold = 3 } = probe ?? {};
		const { signal } = this.#end;
		let failures = 0;
		while (probe !== undefined && !signal.aborted) {
			const wrong = await this.#ask(probe);
			if (signal.aborted) return;
			failures = wrong === undefined ? 0 : failures + 1;
			if (name === 'readinessProbe') this.#judgeReadiness(failures, failureThreshold);
			else if (failures >= failureThreshold) this.#complain(`${name} failed ${failures} times: ${wrong}`);
			if (name === 'startupProbe' && wrong === undefined) return;
			// Ends by stop() as well.
			await delay(periodSeconds * 1000, undefined, { signal }).catch(() => undefined);
		}
	}

	#judgeReadiness(failures: number, threshold: number): void {
		if (failures === 0) this.#isReady = true;
		else if (failures >= threshold) this.#isReady = false;
		this.#changes.emit('change');
	}

	#complain(text: string): void {
		this.complaints.push(text);
		this.#changes.emit('change');
	}

	/** What is wrong, or `undefined` for a success: a status from 200 to 399 in time. */
	async #ask({ httpGet, timeoutSeconds = 1 }: IProbe): Promise<string | undefined> {
		const port = this.#spec.ports?.find(({ name }) => name === httpGet?.port)?.containerPort ?? httpGet?.port;
		try {
			const url = `http://${this.#container.address}:${port}${httpGet?.path ?? '/'}`;
			const { status, body } = await get(url, timeoutSeconds * 1000);
			return status >= 200 && status < 400 ? undefined : `HTTP ${status}: ${body}`;
		} catch (error) {
			return (error as Error).message;
		}
	}
}
