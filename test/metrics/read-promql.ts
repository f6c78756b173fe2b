/** What a PromQL expression asks of its metrics, as far as it can be told without evaluating it. */
export interface PromqlReading {
	/** With the labels that their matchers name. */
	readonly metrics: readonly { readonly name: string; readonly labels: readonly string[] }[];
	/** Labels of `by (…)`, `on (…)` and their like. */
	readonly grouping: readonly string[];
}

const TOKEN =
	/\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\[[^\]]*\]|\d+(?:\.\d+)?(?:e[+-]?\d+)?[a-z]*|[a-zA-Z_:][\w:]*|[=!]~|[=!<>]=|\S/gy;

const GROUPING: ReadonlySet<string> = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'unless', 'bool', 'offset', 'atan2', ...GROUPING]);
const NAME = /^[a-zA-Z_:]/;

/** @throws Error where it makes no sense of it */
export function readPromql(expression: string): PromqlReading {
	const tokens = tokenize(expression);
	const metrics: { readonly name: string; readonly labels: string[] }[] = [];
	const grouping: string[] = [];
	for (let at = 0; at < tokens.length; at++) {
		const token = tokens[at] ?? '';
		const next = tokens[at + 1];
		if (token === '{') {
			const end = closing(tokens, at, '}');
			const metric = metrics.at(-1);
			if (metric === undefined || tokens[at - 1] !== metric.name)
				throw new Error(`matchers of no metric: ${expression}`);
			for (const [index, inner] of tokens.slice(at + 1, end).entries()) {
				if (NAME.test(inner) && /^([=!]~|!?=)$/.test(tokens[at + 2 + index] ?? '')) metric.labels.push(inner);
			}
			at = end;
		} else if (GROUPING.has(token) && next === '(') {
			const end = closing(tokens, at + 1, ')');
			grouping.push(...tokens.slice(at + 2, end).filter((inner) => inner !== ','));
			at = end;
		} else if (NAME.test(token) && !isCalled(next) && !KEYWORDS.has(token)) metrics.push({ name: token, labels: [] });
	}
	return { metrics, grouping };
}

/** `sum(…)`, `sum by (…) (…)`. */
function isCalled(next: string | undefined): boolean {
	return next === '(' || next === 'by' || next === 'without';
}

function tokenize(expression: string): string[] {
	const tokens: string[] = [];
	TOKEN.lastIndex = 0;
	for (let match = TOKEN.exec(expression); match !== null; match = TOKEN.exec(expression)) {
		const [token] = match;
		if (!/^[\s#]/.test(token)) tokens.push(token);
		if (TOKEN.lastIndex >= expression.length) return tokens;
	}
	throw new Error(`no PromQL: ${expression}`);
}

function closing(tokens: readonly string[], from: number, bracket: string): number {
	const at = tokens.indexOf(bracket, from);
	if (at < 0) throw new Error(`no '${bracket}' follows '${tokens[from - 1]}'`);
	return at;
}
