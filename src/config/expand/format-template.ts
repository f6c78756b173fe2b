import { expandDefault } from './expand-default.ts';
import { formatValue } from './format-value.ts';

/** What `%(name)s` can stand for: texts, and for `process_num` and `numprocs` numbers. */
export type Expansions = Pick<ReadonlyMap<string, string | number>, 'get' | 'keys'>;

/** The expanded text, or why there is none. */
export type Formatted =
	| {
			readonly ok: true;
			readonly text: string;
			/** A `%s` without a name, which is kept as it stands. */
			readonly bare: string | undefined;
	  }
	| { readonly ok: false; readonly wrong: string; readonly unknownName?: string };

const SPEC = /[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d*))?[hlL]?/y;

/** A wider field is an attempt on our memory rather than a configuration. */
const MOST_WIDTH = 10_000;

/**
 * Python's `template % expansions`, as supervisord expands its values, and on top `%(ENV_X:-default)s`.
 *
 * `depth` counts the defaults around the template.
 *
 * One difference is deliberate: `%s` without a name stands for the whole mapping in Python, so that
 * `date +%s` gets supervisord's complete environment; here it stays `%s`, which is what was meant.
 */
export function formatTemplate(template: string, expansions: Expansions, depth = 0): Formatted {
	if (!template.includes('%')) return { ok: true, text: template, bare: undefined };
	let text = '';
	let bare: string | undefined;
	// Python's notion of "the next argument": the mapping at first, then what the last name stood for; each is used once.
	let argument: { readonly value: string | number | undefined } | undefined = { value: undefined };
	for (let i = 0; i < template.length; ) {
		const percent = template.indexOf('%', i);
		text += template.slice(i, percent === -1 ? undefined : percent);
		if (percent === -1) break;
		let at = percent + 1;
		if (template[at] === '(') {
			const end = closingParenthesis(template, at);
			if (end === -1) return { ok: false, wrong: 'has a "%(" without its ")"' };
			const name = template.slice(at + 1, end);
			const value = expansions.get(name) ?? expandDefault(name, expansions, depth);
			if (value === undefined)
				return { ok: false, wrong: `names "%(${name})s", which is not known here`, unknownName: name };
			if (typeof value === 'object') return value;
			argument = { value };
			at = end + 1;
		}
		SPEC.lastIndex = at;
		const spec = SPEC.exec(template)?.[0] ?? '';
		const conversion = String.fromCodePoint(template.codePointAt(at + spec.length) ?? 0);
		const whole = template.slice(percent, at + spec.length + conversion.length);
		if (at + spec.length >= template.length) return { ok: false, wrong: `has an unfinished "${whole}"` };
		i = percent + whole.length;
		if (whole === '%%') {
			text += '%';
			continue;
		}
		if (spec.includes('*')) return { ok: false, wrong: `has "${whole}", and a width must be a number` };
		if (/\d{6}/.test(spec) || spec.match(/\d+/g)?.some((number) => Number(number) > MOST_WIDTH)) {
			return { ok: false, wrong: `has "${whole}", which is too wide` };
		}
		if (argument === undefined) return { ok: false, wrong: `has "${whole}", which names nothing` };
		if (argument.value === undefined) {
			if (!/[sra]/.test(conversion)) return { ok: false, wrong: `has "${whole}", which names nothing` };
			text += whole;
			bare = whole;
		} else {
			const formatted = formatValue(argument.value, spec, conversion);
			if (formatted === undefined) {
				return {
					ok: false,
					wrong: `has "${whole}", which is not a format of ${typeof argument.value === 'number' ? 'a number' : 'a text'}`,
				};
			}
			text += formatted;
		}
		argument = undefined;
	}
	return { ok: true, text, bare };
}

/** Names may hold parentheses as long as these are balanced. */
function closingParenthesis(template: string, start: number): number {
	let depth = 0;
	for (let i = start; i < template.length; i++) {
		if (template[i] === '(') depth++;
		else if (template[i] === ')' && --depth === 0) return i;
	}
	return -1;
}
