import { RestProblem } from './rest-problem.ts';
import type { Route } from './route.ts';

export interface MatchedRoute {
	readonly route: Route;
	/** The values in the path, decoded, by name. */
	readonly path: ReadonlyMap<string, string>;
}

/**
 * Finds the route of a request.
 * @param path percent-encoded, as it was sent
 * @throws RestProblem 404 where there is none, 405 (with `Allow`) where there is one of another method, 400 of a path
 * that cannot be decoded
 */
export function matchRoute(
	routes: readonly Route[],
	{ method, path }: { readonly method: string; readonly path: string },
): MatchedRoute {
	const segments = path.split('/').map(decode);
	const there = routes.flatMap((route): MatchedRoute[] => {
		const found = matchSegments(route.path.split('/'), segments);
		return found === undefined ? [] : [{ route, path: found }];
	});
	const match = there.find(({ route }) => route.method === method);
	if (match !== undefined) return match;
	if (there.length === 0) {
		throw new RestProblem(404, `there is nothing at this path; /api/v1/openapi.json lists what there is`);
	}
	const allow = there.map(({ route }) => route.method).join(', ');
	throw new RestProblem(405, `this path does not take ${method.slice(0, 20)}, only ${allow}`, {
		headers: { Allow: allow },
	});
}

function matchSegments(
	template: readonly string[],
	segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
	if (template.length !== segments.length) return undefined;
	const values = new Map<string, string>();
	for (const [index, wanted] of template.entries()) {
		const segment = segments[index] ?? '';
		if (wanted.startsWith('{')) {
			if (segment === '') return undefined;
			values.set(wanted.slice(1, -1), segment);
		} else if (segment !== wanted) return undefined;
	}
	return values;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		// URIError, its only one: a percent sign without two digits, or bytes that are no UTF-8.
		throw new RestProblem(400, 'the path is not percent-encoded UTF-8; encode each of its parts');
	}
}
