import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';

/** What may be said of a pod in both security contexts: the container's own counts first. */
type Context = NonNullable<IPodSpec['securityContext']> & NonNullable<IContainer['securityContext']>;

interface Rule {
	readonly name: string;
	readonly holds: (pod: IPodSpec, contexts: readonly Context[]) => boolean;
}

const VOLUMES: readonly string[] = [
	'configMap',
	'csi',
	'downwardAPI',
	'emptyDir',
	'ephemeral',
	'persistentVolumeClaim',
	'projected',
	'secret',
];

/** The profile "restricted", with what it takes over from "baseline". https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const RULES: readonly Rule[] = [
	{ name: 'hostNetwork', holds: ({ hostNetwork }) => hostNetwork !== true },
	{ name: 'hostPID', holds: ({ hostPID }) => hostPID !== true },
	{ name: 'hostIPC', holds: ({ hostIPC }) => hostIPC !== true },
	{ name: 'privileged', holds: (_, contexts) => contexts.every(({ privileged }) => privileged !== true) },
	{
		name: 'capabilities.add',
		holds: (_, contexts) =>
			contexts.every(({ capabilities }) => (capabilities?.add ?? []).every((name) => name === 'NET_BIND_SERVICE')),
	},
	{
		name: 'capabilities.drop',
		holds: (_, contexts) => contexts.every(({ capabilities }) => capabilities?.drop?.includes('ALL') === true),
	},
	{
		name: 'volume types',
		holds: ({ volumes = [] }) =>
			volumes.every((volume) => Object.keys(volume).every((key) => key === 'name' || VOLUMES.includes(key))),
	},
	{
		name: 'hostPort',
		holds: ({ containers }) => containers.every(({ ports = [] }) => ports.every(({ hostPort = 0 }) => hostPort === 0)),
	},
	{
		name: 'probes ask the pod itself',
		holds: ({ containers }) =>
			containers.every(({ startupProbe, readinessProbe, livenessProbe, lifecycle }) =>
				[startupProbe, readinessProbe, livenessProbe, lifecycle?.preStop, lifecycle?.postStart].every(
					(handler) => handler?.httpGet?.host === undefined && handler?.tcpSocket?.host === undefined,
				),
			),
	},
	{
		name: 'appArmorProfile',
		holds: (_, contexts) => contexts.every(({ appArmorProfile }) => appArmorProfile?.type !== 'Unconfined'),
	},
	{
		name: 'seLinuxOptions',
		holds: (_, contexts) =>
			contexts.every(({ seLinuxOptions }) => seLinuxOptions?.user === undefined && seLinuxOptions?.role === undefined),
	},
	{
		name: 'procMount',
		holds: (_, contexts) => contexts.every(({ procMount }) => (procMount ?? 'Default') === 'Default'),
	},
	// Some are safe; none is needed.
	{ name: 'sysctls', holds: ({ securityContext }) => (securityContext?.sysctls ?? []).length === 0 },
	{
		name: 'allowPrivilegeEscalation',
		holds: (_, contexts) => contexts.every(({ allowPrivilegeEscalation }) => allowPrivilegeEscalation === false),
	},
	{ name: 'runAsNonRoot', holds: (_, contexts) => contexts.every(({ runAsNonRoot }) => runAsNonRoot === true) },
	{ name: 'runAsUser', holds: (_, contexts) => contexts.every(({ runAsUser }) => runAsUser !== 0) },
	{
		name: 'seccompProfile',
		holds: (_, contexts) =>
			contexts.every(({ seccompProfile }) => ['RuntimeDefault', 'Localhost'].includes(seccompProfile?.type ?? '')),
	},
];

/** The rules of the Pod Security Standard "restricted" that a pod breaks, by name; it has `containers` alone, on Linux. */
export function breaksOfRestricted(pod: IPodSpec): readonly string[] {
	if (pod.initContainers !== undefined || pod.ephemeralContainers !== undefined) {
		throw new Error('only `containers` are looked at; teach this file the others');
	}
	const contexts = pod.containers.map(
		({ securityContext }): Context => ({ ...pod.securityContext, ...securityContext }),
	);
	return RULES.filter(({ holds }) => !holds(pod, contexts)).map(({ name }) => name);
}
