import { Fault } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import { describeMethod } from './describe-method.ts';
import { multicall } from './multicall.ts';
import type { XmlRpcMethod, XmlRpcMethods } from './xml-rpc-method.ts';

const NAME = { name: 'name', type: 'string', doc: 'the name of the method, with its namespace' } as const;

/** supervisord's `system.*`: what tells about all methods, these included, and what calls several at once. */
export function systemMethods(methods: () => XmlRpcMethods): ReadonlyMap<string, XmlRpcMethod> {
	const find = (name: string): XmlRpcMethod => {
		const method = methods().get(name);
		if (method === undefined) throw new Fault('SIGNATURE_UNSUPPORTED');
		return method;
	};
	return new Map<string, XmlRpcMethod>([
		[
			'system.listMethods',
			{
				doc: 'Tells which methods there are.',
				parameters: [],
				result: { type: 'array', doc: 'the names of all methods, sorted' },
				call(params) {
					takeParams(params, 0);
					return [...methods().keys()].sort();
				},
			},
		],
		[
			'system.methodHelp',
			{
				doc: 'Tells what a method does, takes and gives.',
				parameters: [NAME],
				result: { type: 'string', doc: 'its documentation' },
				call: (params) => describeMethod(find(takeName(params))),
			},
		],
		[
			'system.methodSignature',
			{
				doc: 'Tells the types of what a method gives and takes, in the order [result, parameter, parameter, ...].',
				parameters: [NAME],
				result: { type: 'array', doc: 'the names of the types' },
				call(params) {
					const { result, parameters } = find(takeName(params));
					return [result.type, ...parameters.map(({ type }) => type)];
				},
			},
		],
		[
			'system.multicall',
			{
				doc:
					"Makes several calls, one after the other. Each is a struct {'methodName': string, 'params': array}. " +
					"In place of the result of one that failed is a struct {'faultCode': int, 'faultString': string}.",
				parameters: [{ name: 'calls', type: 'array', doc: 'the calls' }],
				result: { type: 'array', doc: 'their results, in the order of the calls' },
				call: (params, context) => multicall(takeParams(params, 1)[0], { ...context, methods: methods() }),
			},
		],
	]);
}

function takeParams(params: readonly Value[], count: number): readonly Value[] {
	if (params.length !== count) throw new Fault('INCORRECT_PARAMETERS');
	return params;
}

/** What is no name, is none of a method. */
function takeName(params: readonly Value[]): string {
	const [name] = takeParams(params, 1);
	if (typeof name !== 'string') throw new Fault('SIGNATURE_UNSUPPORTED');
	return name;
}
