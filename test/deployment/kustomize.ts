/**
 * As much of kustomize as docker/k8s uses, for machines without a kubectl that has it. It refuses what it does not know,
 * and where kubectl is installed a test compares the two. What it leaves out: the hash in the names of what is generated.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Manifest } from './manifest.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

interface Generator {
	readonly name: string;
	readonly files?: readonly string[];
	readonly literals?: readonly string[];
	readonly options?: {
		readonly labels?: Readonly<Record<string, string>>;
		readonly annotations?: Readonly<Record<string, string>>;
		readonly disableNameSuffixHash?: boolean;
	};
}

interface Kustomization {
	readonly kind: 'Kustomization' | 'Component';
	readonly namespace?: string;
	readonly resources?: readonly string[];
	readonly components?: readonly string[];
	readonly patches?: readonly { readonly path?: string; readonly patch?: string }[];
	readonly configMapGenerator?: readonly Generator[];
	readonly secretGenerator?: readonly Generator[];
	readonly labels?: readonly {
		readonly pairs: Readonly<Record<string, string>>;
		readonly includeTemplates?: boolean;
	}[];
	readonly images?: readonly { readonly name: string; readonly newName?: string; readonly newTag?: string }[];
	readonly replicas?: readonly { readonly name: string; readonly count: number }[];
}

const KNOWN: readonly string[] = [
	'apiVersion',
	'kind',
	'namespace',
	'resources',
	'components',
	'patches',
	'configMapGenerator',
	'secretGenerator',
	'labels',
	'images',
	'replicas',
];

/** By what the items of a list are told apart in a strategic merge; all other lists are replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
	containers: 'name',
	env: 'name',
	volumes: 'name',
	volumeMounts: 'mountPath',
	'containers.ports': 'containerPort',
	'spec.ports': 'port',
};

/** What `kubectl kustomize DIRECTORY` prints, but for the order and the hashes. */
export function kustomize(directory: string): readonly Manifest[] {
	return apply(directory, []) as unknown as readonly Manifest[];
}

function apply(directory: string, before: readonly JsonObject[]): readonly JsonObject[] {
	const kustomization = read(join(directory, 'kustomization.yaml'));
	let objects = [...before, ...(kustomization.resources ?? []).flatMap((path) => load(join(directory, path)))];
	for (const component of kustomization.components ?? []) objects = [...apply(join(directory, component), objects)];
	for (const generator of kustomization.configMapGenerator ?? []) {
		objects.push({ apiVersion: 'v1', kind: 'ConfigMap', ...generate(directory, generator, (text) => text) });
	}
	for (const generator of kustomization.secretGenerator ?? []) {
		const base64 = (text: string) => Buffer.from(text).toString('base64');
		objects.push({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', ...generate(directory, generator, base64) });
	}
	for (const { path, patch = '' } of kustomization.patches ?? []) {
		const patches = path === undefined ? parseText(patch) : parseFile(join(directory, path));
		for (const one of patches) objects = patchOne(objects, one);
	}
	return objects.map((object) => transform(object, kustomization));
}

function read(file: string): Kustomization {
	const kustomization = parse(readFileSync(file, 'utf8')) as Kustomization;
	const unknown = Object.keys(kustomization).filter((key) => !KNOWN.includes(key));
	if (unknown.length > 0) throw new Error(`${file}: ${unknown} is not known here; teach test/deployment/kustomize.ts`);
	return kustomization;
}

function load(path: string): readonly JsonObject[] {
	return statSync(path).isDirectory() ? apply(path, []) : parseFile(path);
}

function parseFile(file: string): readonly JsonObject[] {
	return parseText(readFileSync(file, 'utf8'));
}

function parseText(text: string): readonly JsonObject[] {
	return parseAllDocuments(text).map((document) => {
		if (document.errors[0] !== undefined) throw document.errors[0];
		return document.toJS() as JsonObject;
	});
}

function generate(
	directory: string,
	{ name, files = [], literals = [], options = {} }: Generator,
	encode: (text: string) => string,
) {
	const { disableNameSuffixHash: _, ...metadata } = options;
	const split = (pair: string) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const;
	const entries = [
		...files
			.map((file) => (file.includes('=') ? split(file) : ([basename(file), file] as const)))
			.map(([key, path]) => [key, readFileSync(join(directory, path), 'utf8')] as const),
		...literals.map(split),
	];
	return {
		metadata: { name, ...metadata },
		data: Object.fromEntries(entries.map(([key, text]) => [key, encode(text)])),
	};
}

function patchOne(objects: readonly JsonObject[], patch: JsonObject): JsonObject[] {
	const index = objects.findIndex((object) => identity(object) === identity(patch));
	const found = objects[index];
	if (found === undefined) throw new Error(`there is no ${identity(patch)} to be patched`);
	return objects.toSpliced(index, 1, ...('$patch' in patch ? [] : [merge(found, patch, '') as JsonObject]));
}

function identity(object: JsonObject): string {
	return `${object['apiVersion']} ${object['kind']} ${(object['metadata'] as JsonObject)['name']}`;
}

function merge(base: Json | undefined, patch: Json, place: string): Json {
	if (isList(base) && isList(patch)) return mergeLists(base, patch, place);
	if (!isObject(base) || !isObject(patch)) return patch;
	const merged = Object.entries(patch).map(([key, value]) => [key, merge(base[key], value, `${place}.${key}`)]);
	return { ...base, ...Object.fromEntries(merged) };
}

function mergeLists(base: readonly Json[], patch: readonly Json[], place: string): Json {
	const by = Object.entries(MERGE_KEYS).find(([end]) => place.endsWith(`.${end}`))?.[1];
	if (by === undefined) return patch;
	const key = (item: Json) => (item as JsonObject)[by];
	const merged = base.map((item) => {
		const change = patch.find((other) => key(other) === key(item));
		return change === undefined ? item : merge(item, change, place);
	});
	return [...merged, ...patch.filter((item) => !base.some((other) => key(other) === key(item)))];
}

function transform(
	object: JsonObject,
	{ namespace, labels = [], images = [], replicas = [] }: Kustomization,
): JsonObject {
	let changed = object;
	const change = (patch: JsonObject) => {
		changed = merge(changed, patch, '') as JsonObject;
	};
	if (namespace !== undefined && object['kind'] !== 'Namespace') change({ metadata: { namespace } });
	for (const { pairs, includeTemplates } of labels) {
		change({ metadata: { labels: pairs } });
		if (includeTemplates === true && object['kind'] === 'Deployment') {
			change({ spec: { template: { metadata: { labels: pairs } } } });
		}
	}
	if (object['kind'] !== 'Deployment') return changed;
	for (const { name, count } of replicas) {
		if ((object['metadata'] as JsonObject)['name'] === name) change({ spec: { replicas: count } });
	}
	return withImages(changed, images) as JsonObject;
}

function withImages(value: Json, images: NonNullable<Kustomization['images']>): Json {
	if (isList(value)) return value.map((item) => withImages(item, images));
	if (!isObject(value)) return value;
	const entries = Object.entries(value).map(([key, inner]) => {
		const [, name = '', tag] = (key === 'image' && /^(.+?)(?::([^/:]+))?$/.exec(String(inner))) || [];
		const image = images.find((image) => image.name === name);
		if (image === undefined) return [key, withImages(inner, images)];
		return [key, [image.newName ?? name, image.newTag ?? tag].filter((part) => part !== undefined).join(':')];
	});
	return Object.fromEntries(entries);
}

function isList(value: Json | undefined): value is readonly Json[] {
	return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !isList(value);
}
