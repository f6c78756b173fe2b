import type { XmlRpcMethod } from './xml-rpc-method.ts';

const INDENT = '        ';

/**
 * A method's help as `system.methodHelp` gives it: what it does, then a line for each parameter and one for the result,
 * in the layout of supervisord's (`@param TYPE NAME  what`), which clients read too.
 */
export function describeMethod({ doc, parameters, result }: XmlRpcMethod): string {
	const tags = [
		...parameters.map((parameter) => `@param ${parameter.type} ${parameter.name}  ${parameter.doc}`),
		`@return ${result.type} result  ${result.doc}`,
	];
	return ` ${doc}\n\n${tags.map((tag) => `${INDENT}${tag}\n`).join('')}${INDENT}`;
}
