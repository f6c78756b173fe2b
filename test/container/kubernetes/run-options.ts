import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { parseQuantity } from '../../deployment/parse-quantity.ts';
import type { PodVolumes } from './pod-volumes.ts';

/** What secrets and config maps hold, by their names. */
export type Contents = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The options of `docker run` that make what a node makes of the pod's one container. Throws where something has none. */
export function runOptions(pod: IPodSpec, volumes: PodVolumes, contents: Contents): readonly string[] {
	const [container] = pod.containers;
	if (container === undefined) throw new Error('the pod has no container');
	return [
		...identity(pod, container),
		...resources(container),
		...(container.env ?? []).flatMap(({ name, value = '' }) => ['--env', `${name}=${value}`]),
		...mounts(pod, container, { volumes, contents }),
		// kubelet does not look at the image's HEALTHCHECK.
		'--no-healthcheck',
		// As on nodes whose runtime does not give these ports away.
		'--sysctl',
		'net.ipv4.ip_unprivileged_port_start=1024',
	];
}

function identity({ securityContext: pod }: IPodSpec, { securityContext: own }: IContainer): readonly string[] {
	// RuntimeDefault is Docker's own profile, too.
	if ((own?.seccompProfile ?? pod?.seccompProfile)?.type !== 'RuntimeDefault')
		throw new Error('another seccompProfile');
	return [
		'--user',
		`${own?.runAsUser ?? pod?.runAsUser}:${own?.runAsGroup ?? pod?.runAsGroup}`,
		...(pod?.fsGroup === undefined ? [] : ['--group-add', String(pod.fsGroup)]),
		...(own?.readOnlyRootFilesystem === true ? ['--read-only'] : []),
		...(own?.allowPrivilegeEscalation === false ? ['--security-opt', 'no-new-privileges'] : []),
		...(own?.capabilities?.drop ?? []).flatMap((name) => ['--cap-drop', name]),
	];
}

function resources({ resources }: IContainer): readonly string[] {
	const bytes = String(parseQuantity(resources?.limits?.['memory']));
	const cpus = parseQuantity(resources?.limits?.['cpu']);
	// A pod has no swap.
	return ['--memory', bytes, '--memory-swap', bytes, '--cpus', String(cpus)];
}

function mounts(
	{ volumes: declared = [], securityContext }: IPodSpec,
	{ volumeMounts = [] }: IContainer,
	{ volumes, contents }: { readonly volumes: PodVolumes; readonly contents: Contents },
): readonly string[] {
	return volumeMounts.flatMap(({ name, mountPath, subPath, readOnly }) => {
		const volume = declared.find((one) => one.name === name);
		if (volume?.emptyDir !== undefined) {
			// A folder of the node that everybody may write to, and whose group is fsGroup.
			const size = parseQuantity(volume.emptyDir.sizeLimit);
			return ['--tmpfs', `${mountPath}:rw,exec,mode=2777,gid=${securityContext?.fsGroup},size=${size}`];
		}
		const source = volume?.secret?.secretName ?? volume?.configMap?.name;
		const files = contents[source ?? ''];
		if (files === undefined) throw new Error(`nobody says what is in the volume ${name}`);
		const mode = volume?.secret?.defaultMode ?? volume?.configMap?.defaultMode ?? 0o644;
		const folder = volumes.write(name, files, mode);
		// kubelet mounts the file itself, not the link to it.
		const from = subPath === undefined ? folder : `${folder}/..data/${subPath}`;
		return ['--volume', `${from}:${mountPath}${readOnly === true ? ':ro' : ''}`];
	});
}
