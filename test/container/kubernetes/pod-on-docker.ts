import { readFileSync } from 'node:fs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Test } from 'tap';
import { type Container, startContainer } from '../../../docker/acceptance/container.ts';
import type { Manifest } from '../../deployment/manifest.ts';
import { Kubelet } from './kubelet.ts';
import { PodVolumes } from './pod-volumes.ts';
import { type Contents, runOptions } from './run-options.ts';

const IMAGE: string = process.env['PODVISOR_IMAGE'] ?? 'core-pod:test';

export interface PodOnDocker {
	readonly spec: IPodSpec;
	readonly container: Container;
	readonly kubelet: Kubelet;
	/** What `kubectl describe pod` would show as the message of the last end. */
	terminationMessage(): string;
}

/** Runs the pod of the manifests' Deployment in Docker, with a kubelet that is played; gone with the test. */
export async function startPodOnDocker(
	t: Test,
	manifests: readonly Manifest[],
	{ contents, options = [] }: { readonly contents: Contents; readonly options?: readonly string[] },
): Promise<PodOnDocker> {
	const deployment = manifests.find(({ kind }) => kind === 'Deployment') as IDeployment | undefined;
	const spec = deployment?.spec?.template.spec;
	const [containerSpec] = spec?.containers ?? [];
	if (spec === undefined || spec === null || containerSpec === undefined) throw new Error('there is no Deployment');
	const volumes = new PodVolumes(spec.securityContext?.fsGroup ?? 0);
	t.teardown(() => volumes.remove());
	const terminationLog = volumes.terminationLog();
	const container = await startContainer({
		image: IMAGE,
		options: [
			...runOptions(spec, volumes, contents),
			'--volume',
			`${terminationLog}:${terminationPath(containerSpec)}`,
			...options,
		],
	});
	t.teardown(() => container.remove());
	const kubelet = new Kubelet(container, containerSpec);
	t.teardown(() => kubelet.stop());
	return { spec, container, kubelet, terminationMessage: () => readFileSync(terminationLog, 'utf8') };
}

function terminationPath({ terminationMessagePath = '/dev/termination-log' }: IContainer): string {
	return terminationMessagePath;
}
