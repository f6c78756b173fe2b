import { Fault } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import type { CallContext, XmlRpcMethods } from './xml-rpc-method.ts';

/** Calls a method by its whole name. @throws Fault */
export async function callMethod(
	methodName: string,
	params: readonly Value[],
	{ methods, ...context }: CallContext & { readonly methods: XmlRpcMethods },
): Promise<Value> {
	const method = methods.get(methodName);
	if (method === undefined) throw new Fault('UNKNOWN_METHOD');
	return method.call(params, context);
}
