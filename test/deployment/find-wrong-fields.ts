import type { Manifest } from './manifest.ts';

/**
 * What is wrong with a manifest by the published schema of its kind, one sentence each: types, values, what is missing, and
 * fields that there are not. For the last, kubernetes-models' validators let anything pass; but they look at all that they
 * know, so what they did not look at is not in the schema.
 */
export async function findWrongFields(manifest: Manifest): Promise<readonly string[]> {
	const looked = new Set<string>();
	const problems: string[] = [];
	const { prototype } = await loadModel(manifest);
	try {
		prototype.validate.call(watched(manifest, '', looked));
	} catch (error) {
		problems.push((error as Error).message);
	}
	return [...problems, ...notLookedAt(manifest, '', looked).map((path) => `there is no field ${path}`)];
}

interface Model {
	readonly prototype: { validate(): void };
}

async function loadModel({ apiVersion, kind }: Manifest): Promise<Model> {
	const library = apiVersion.startsWith('monitoring.coreos.com/')
		? '@kubernetes-models/prometheus-operator'
		: 'kubernetes-models';
	const module = (await import(`${library}/${apiVersion}/${kind}`)) as Readonly<Record<string, Model | undefined>>;
	const model = module[kind];
	if (model === undefined) throw new Error(`${library} has no ${apiVersion} ${kind}`);
	return model;
}

/** The value, of which every field that is read is noted; `path/*` where somebody goes through all of them. */
function watched<T>(value: T, path: string, looked: Set<string>): T {
	if (typeof value !== 'object' || value === null) return value;
	return new Proxy(value, {
		get(target, key, receiver) {
			if (typeof key === 'symbol') return Reflect.get(target, key, receiver);
			looked.add(`${path}/${key}`);
			return watched(Reflect.get(target, key, receiver), `${path}/${key}`, looked);
		},
		ownKeys(target) {
			looked.add(`${path}/*`);
			return Reflect.ownKeys(target);
		},
	});
}

function notLookedAt(value: unknown, path: string, looked: ReadonlySet<string>): readonly string[] {
	if (typeof value !== 'object' || value === null) return [];
	const all = Array.isArray(value) || looked.has(`${path}/*`);
	return Object.entries(value).flatMap(([key, inner]) =>
		all || looked.has(`${path}/${key}`) ? notLookedAt(inner, `${path}/${key}`, looked) : [`${path}/${key}`],
	);
}
