import type { ValueType } from '../values/value-type.ts';

/** One option of a section: everything that is to be known about it. Defaults live here and nowhere else. */
export interface Option<T> {
	readonly name: string;
	readonly type: ValueType<T>;
	/** As it would be written in a file; `undefined` where the option is then unset. */
	readonly default: string | undefined;
	/** What the reference page says in place of the default. */
	readonly defaultDoc: string | undefined;
	/** For the reference page and `--help`: a clause or two, without a full stop. */
	readonly doc: string;
	/** Unknown to supervisord. */
	readonly podvisor: boolean;
	/** Never quoted in a message. */
	readonly secret: boolean;
	/** There is no doing without it. */
	readonly required: boolean;
}

interface OptionDetails {
	readonly defaultDoc?: string;
	readonly podvisor?: boolean;
	readonly secret?: boolean;
	readonly required?: boolean;
}

/** An option with a default. */
export function option<T>(
	name: string,
	type: ValueType<T>,
	{ default: text, doc, ...details }: OptionDetails & { readonly default: string; readonly doc: string },
): Option<T> {
	return { name, type, default: text, doc, ...fillDetails(details) };
}

/** An option that may be missing. */
export function optional<T>(
	name: string,
	type: ValueType<T>,
	{ doc, ...details }: OptionDetails & { readonly doc: string },
): Option<T | undefined> {
	return { name, type, default: undefined, doc, ...fillDetails(details) };
}

function fillDetails(details: OptionDetails): Omit<Option<never>, 'name' | 'type' | 'default' | 'doc'> {
	return {
		defaultDoc: details.defaultDoc,
		podvisor: details.podvisor ?? false,
		secret: details.secret ?? false,
		required: details.required ?? false,
	};
}
