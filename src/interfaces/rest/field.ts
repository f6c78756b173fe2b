/** One value that a route takes: from its path, its query, or a member of its body's JSON object. */
export interface Field {
	readonly name: string;
	readonly in: 'path' | 'query' | 'body';
	/** `strings` is an array in a body, and words separated by commas in a query. */
	readonly type: 'string' | 'int' | 'boolean' | 'strings';
	readonly doc: string;
	/** What it is where it is left out; without one it must be given. `''` and `[]` stand for none. */
	readonly default?: string | number | boolean | readonly string[];
	/** The only values of a string, or of each of several. */
	readonly choices?: readonly string[];
	/** Of an int. */
	readonly minimum?: number;
	readonly maximum?: number;
	/** As a client may write it. */
	readonly example?: string | number | readonly string[];
}

interface TypeOf {
	readonly string: string;
	readonly int: number;
	readonly boolean: boolean;
	readonly strings: readonly string[];
}

/** The values by name, checked and of their types. */
export type FieldsOf<Fields extends readonly Field[]> = {
	readonly [F in Fields[number] as F['name']]: TypeOf[F['type']];
};
