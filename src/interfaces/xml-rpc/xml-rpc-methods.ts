import type { Operation } from '../../operations/operation.ts';
import { runOperation } from '../../operations/run-operation.ts';
import { systemMethods } from './system-methods.ts';
import type { XmlRpcMethod, XmlRpcMethods } from './xml-rpc-method.ts';

/**
 * The one table of all that can be called: `supervisor.*` is these operations, `system.*` tells of them.
 * @param operations By their names without a namespace.
 */
export function createXmlRpcMethods(operations: Readonly<Record<string, Operation>>): XmlRpcMethods {
	const methods = new Map<string, XmlRpcMethod>();
	for (const [name, operation] of Object.entries(operations)) {
		methods.set(`supervisor.${name}`, {
			...operation,
			call: (params, context) => runOperation(operation, params, context),
		});
	}
	for (const [name, method] of systemMethods(() => methods)) methods.set(name, method);
	return methods;
}
