import type { FaultName } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import type { Operation } from '../../operations/operation.ts';
import type { ControlRequest } from '../http/control-request.ts';
import type { Field, FieldsOf } from './field.ts';
import type { JsonSchema } from './json-schema.ts';

export type RestMethod = 'GET' | 'POST' | 'DELETE';

/** A request that fits its route. */
export interface RestCall {
	readonly request: ControlRequest;
	/** Runs an operation for who asks, arguments by position. */
	run(operation: Operation, ...args: readonly Value[]): Promise<Value>;
}

/** What a route answers with JSON; `streams` where it began a stream of server-sent events instead. */
export type RestReply =
	| { readonly json: unknown /** 200 where it is left out. */; readonly status?: number }
	| 'streams';

/** One row of the table: dispatch, `Allow` and the OpenAPI document all come from it. */
export interface Route<Fields extends readonly Field[] = readonly Field[]> {
	readonly method: RestMethod;
	/** With `{name}` for each field in the path. */
	readonly path: string;
	/** The name of the call in generated clients: unique, in camel case. */
	readonly id: string;
	/** What it does, in whole sentences. */
	readonly doc: string;
	readonly fields: Fields;
	/** Of the JSON that it answers with. */
	readonly response: JsonSchema;
	/** Other statuses that come with this JSON, and what each means. */
	readonly alsoAnswers?: Readonly<Record<number, string>>;
	/** It may answer with server-sent events: their names, each with the schema of its data. */
	readonly events?: Readonly<Record<string, JsonSchema>>;
	/** How it can fail, beside what every route can. */
	readonly faults: readonly FaultName[];
	/** @throws Fault, RestProblem, HttpRefusal */
	answer(fields: FieldsOf<Fields>, call: RestCall): Promise<RestReply> | RestReply;
}

/** A route whose `answer` knows the types of its fields. */
export function defineRoute<const Fields extends readonly Field[]>(route: Route<Fields>): Route {
	// A request is checked against the fields before `answer` sees it (readFields).
	return route as unknown as Route;
}
