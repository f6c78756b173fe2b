import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { kustomize } from './kustomize.ts';
import type { Manifest } from './manifest.ts';

/** Why kubectl cannot render them here, or `false` where it can. Debian's own, 1.20, is too old for components. */
export const NO_KUBECTL: string | false = lookForKubectl();

/** The manifests of a folder with a kustomization.yaml, by kubectl where there is one, else by what stands in for it. */
export function renderManifests(directory: string): readonly Manifest[] {
	return NO_KUBECTL === false ? renderByKubectl(directory) : kustomize(directory);
}

/** What `kubectl kustomize` makes of it, whose names of generated things lose their hashes. Throws where it refuses. */
export function renderByKubectl(directory: string): readonly Manifest[] {
	// A component reads conf/core-pod.conf, which is outside of its folder.
	const options = ['--load-restrictor', 'LoadRestrictionsNone'];
	const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', ...options, directory], { encoding: 'utf8' });
	if (status !== 0) throw new Error(`kubectl kustomize ${directory}: ${stderr}`);
	const documents = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
	const generated = documents.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret');
	const plain = generated.reduce(
		(text, { metadata: { name } }) => text.replaceAll(`"${name}"`, `"${name.replace(/-[a-z0-9]{10}$/, '')}"`),
		JSON.stringify(documents),
	);
	return JSON.parse(plain) as readonly Manifest[];
}

function lookForKubectl(): string | false {
	const { error, stdout } = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' });
	if (error !== undefined) return 'there is no kubectl';
	const version = /^Kustomize Version: v(\d+)/m.exec(stdout)?.[1];
	return Number(version) >= 5 ? false : 'kubectl has no kustomize 5';
}
