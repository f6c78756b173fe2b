/** docker/compose.yaml as Compose reads it, and what it mounts. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export const ROOT: string = new URL('../..', import.meta.url).pathname;

export interface ComposeService {
	readonly image: string;
	readonly user: string;
	readonly command?: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
	readonly secrets?: readonly string[];
	readonly volumes?: readonly string[];
	readonly tmpfs?: readonly string[];
	readonly networks: readonly string[];
	readonly ports?: readonly string[];
	readonly [more: string]: unknown;
}

export interface ComposeFile {
	readonly services: Readonly<Record<string, ComposeService>>;
	readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
	readonly volumes: Readonly<Record<string, null>>;
	readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export interface Mount {
	/** A named volume, or a path of this machine. */
	readonly source: string;
	readonly target: string;
	readonly mode: string;
	readonly isVolume: boolean;
}

/** With the environment's `${NAME:-default}` put in, as Compose does it. */
export function readCompose(environment: Readonly<Record<string, string>> = {}): ComposeFile {
	const text = readFileSync(join(ROOT, 'docker/compose.yaml'), 'utf8');
	const filled = text.replace(/\$\{(\w+):-([^}]*)\}/g, (_all, name: string, fallback: string) => {
		return environment[name] || fallback;
	});
	return parse(filled, { merge: true }) as ComposeFile;
}

/** Throws where there is none of that name. */
export function serviceOf(name: string, { services }: ComposeFile = readCompose()): ComposeService {
	const found = services[name];
	if (found === undefined) throw new Error(`compose.yaml has no service ${name}`);
	return found;
}

export function mountsOf({ volumes = [] }: ComposeService): Mount[] {
	return volumes.map((text) => {
		const [source = '', target = '', mode = 'rw'] = text.split(':');
		const isVolume = !/^[./]/.test(source);
		return { source: isVolume ? source : hostPath(source), target, mode, isVolume };
	});
}

/** Relative ones begin where the file is. */
export function hostPath(path: string): string {
	return resolve(ROOT, 'docker', path);
}

/** The file of this machine that a service finds at `path`. Throws where nothing is mounted there. */
export function mountedFile(service: ComposeService, path: string): string {
	for (const { source, target, isVolume } of mountsOf(service)) {
		if (isVolume) continue;
		if (path === target) return source;
		if (path.startsWith(`${target}/`)) return join(source, path.slice(target.length));
	}
	throw new Error(`nothing of this machine is mounted at ${path}`);
}

export function readYaml<Content>(path: string): Content {
	return parse(readFileSync(path, 'utf8')) as Content;
}
