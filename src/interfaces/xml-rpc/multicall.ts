import { setImmediate } from 'node:timers/promises';
import { Fault } from '../../foundation/fault.ts';
import { stackOf } from '../../foundation/stack-of.ts';
import type { Value } from '../../foundation/value.ts';
import { callMethod } from './call-method.ts';
import type { CallContext, XmlRpcMethods } from './xml-rpc-method.ts';

export interface MulticallContext extends CallContext {
	readonly methods: XmlRpcMethods;
}

/** So many calls have a place in one. */
export const MULTICALL_MAX_CALLS = 1000;

/** About as many characters has an answer at most: a small request must not make a huge one. */
const ANSWER_MAX_CHARACTERS = 8 * 1024 * 1024;

/**
 * Makes the calls one after the other, each when the one before is answered. A result stands as it is, and not in an
 * array of its own as other servers have it: supervisord does so, and its clients count on it.
 * @throws Fault where these are no calls, or too many
 */
export async function multicall(calls: Value | undefined, context: MulticallContext): Promise<Value> {
	if (!Array.isArray(calls)) throw new Fault('INCORRECT_PARAMETERS');
	if (calls.length > MULTICALL_MAX_CALLS) {
		throw new Fault('INCORRECT_PARAMETERS', `at most ${MULTICALL_MAX_CALLS} calls at once`);
	}
	const results: Value[] = [];
	let weight = 0;
	for (const call of calls as readonly Value[]) {
		const result = weight > ANSWER_MAX_CHARACTERS ? TOO_LARGE : await callOne(call, context);
		weight += weigh(result);
		results.push(result);
		// Others come in between.
		await setImmediate();
		// What is left is not done, as in supervisord.
		if (context.gone?.aborted) break;
	}
	return results;
}

async function callOne(call: Value, context: MulticallContext): Promise<Value> {
	try {
		const { methodName, params } = readCall(call);
		return await callMethod(methodName, params, context);
	} catch (error) {
		if (error instanceof Fault) return faultOf(error);
		const { log } = context.control.session;
		const stack = stackOf(error);
		log.error({ event: 'xml-rpc', stack }, `a call within system.multicall failed: ${stack}`);
		return faultOf(new Fault('FAILED', "this is a bug of Podvisor; the daemon's log tells more"));
	}
}

function readCall(call: Value): { readonly methodName: string; readonly params: readonly Value[] } {
	if (typeof call !== 'object' || Array.isArray(call)) throw new Fault('INCORRECT_PARAMETERS', 'No struct');
	const { methodName, params = [] } = call as Readonly<Record<string, Value | undefined>>;
	if (typeof methodName !== 'string') throw new Fault('INCORRECT_PARAMETERS', 'No methodName');
	if (methodName === 'system.multicall') {
		throw new Fault('INCORRECT_PARAMETERS', 'Recursive system.multicall forbidden');
	}
	if (!Array.isArray(params)) throw new Fault('INCORRECT_PARAMETERS');
	return { methodName, params };
}

function faultOf({ code, message }: Fault): Value {
	return { faultCode: code, faultString: message };
}

const TOO_LARGE: Value = faultOf(new Fault('FAILED', 'the answer is too large; make fewer calls at once'));

function weigh(value: Value): number {
	if (typeof value === 'string') return value.length;
	if (typeof value !== 'object') return 16;
	return Object.entries(value).reduce((sum, [name, member]) => sum + name.length + weigh(member), 16);
}
