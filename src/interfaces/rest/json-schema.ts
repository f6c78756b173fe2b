/** The part of JSON Schema (2020-12, as OpenAPI 3.1 has it) that the answers are described with. */
export type JsonSchema =
	| { readonly $ref: string }
	| {
			readonly type?: JsonType | readonly JsonType[];
			readonly description?: string;
			readonly enum?: readonly string[];
			readonly default?: unknown;
			readonly examples?: readonly unknown[];
			readonly minimum?: number;
			readonly maximum?: number;
			readonly items?: JsonSchema;
			readonly properties?: Readonly<Record<string, JsonSchema>>;
			readonly required?: readonly string[];
			readonly additionalProperties?: boolean;
	  };

export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';

/** An object that has all of these members and no others, but may lack those named `optional`. */
export function objectSchema(
	properties: Readonly<Record<string, JsonSchema>>,
	optional: readonly string[] = [],
): JsonSchema {
	const required = Object.keys(properties).filter((name) => !optional.includes(name));
	return { type: 'object', properties, required, additionalProperties: false };
}
