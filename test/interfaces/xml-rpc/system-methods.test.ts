import t from 'tap';
import { Fault } from '../../../src/foundation/fault.ts';
import type { Value } from '../../../src/foundation/value.ts';
import { callMethod } from '../../../src/interfaces/xml-rpc/call-method.ts';
import { MULTICALL_MAX_CALLS, multicall } from '../../../src/interfaces/xml-rpc/multicall.ts';
import type { XmlRpcMethod } from '../../../src/interfaces/xml-rpc/xml-rpc-method.ts';
import { createXmlRpcMethods } from '../../../src/interfaces/xml-rpc/xml-rpc-methods.ts';
import { SUPERVISOR_METHODS } from '../../../src/operations/supervisor-methods.ts';
import { stubControl } from '../stub-control.ts';

const CALLER = { type: 'unix', peer: undefined, user: undefined } as const;

function method(call: XmlRpcMethod['call']): XmlRpcMethod {
	return { doc: '', parameters: [], result: { type: 'string', doc: '' }, call };
}

function rig() {
	const methods = createXmlRpcMethods(SUPERVISOR_METHODS);
	const context = { control: stubControl().control, caller: CALLER, methods };
	return { ask: (name: string, ...params: Value[]) => callMethod(name, params, context) };
}

t.test('every method is listed, helps and has a signature', async (t) => {
	const { ask } = rig();
	const names = (await ask('system.listMethods')) as readonly string[];
	t.strictSame(names, [...names].sort());
	for (const own of ['listMethods', 'methodHelp', 'methodSignature', 'multicall'])
		t.ok(names.includes(`system.${own}`));
	t.equal(names.length, Object.keys(SUPERVISOR_METHODS).length + 4);
	for (const name of names) {
		const help = String(await ask('system.methodHelp', name));
		const signature = (await ask('system.methodSignature', name)) as readonly string[];
		// As supervisord's own clients read it.
		const params = [...help.matchAll(/^ *@param (\w+) (\w+) {2}\S/gm)].map(([, type]) => type);
		const result = /^ *@return (\w+) result {2}\S/m.exec(help)?.[1];
		t.strictSame([result, ...params], signature, name);
	}
	t.strictSame(await ask('system.methodSignature', 'supervisor.startProcess'), ['boolean', 'string', 'boolean']);
});

t.test('what there is not has no help, and cannot be called', async (t) => {
	const { ask } = rig();
	for (const name of ['nope', 'supervisor', 'supervisor.__proto__', 'supervisor.constructor', 'toString', '']) {
		for (const about of ['system.methodHelp', 'system.methodSignature']) {
			await t.rejects(ask(about, name), new Fault('SIGNATURE_UNSUPPORTED'), `${about} ${name}`);
		}
		await t.rejects(ask(name), new Fault('UNKNOWN_METHOD'), name);
	}
	await t.rejects(ask('system.methodHelp', 5), new Fault('SIGNATURE_UNSUPPORTED'));
	for (const params of [[], ['a', 'b']]) {
		await t.rejects(ask('system.methodHelp', ...params), new Fault('INCORRECT_PARAMETERS'));
		await t.rejects(ask('system.multicall', ...params), new Fault('INCORRECT_PARAMETERS'));
	}
	await t.rejects(ask('system.listMethods', 1), new Fault('INCORRECT_PARAMETERS'));
});

function calls(...list: readonly Value[]): Value {
	return list;
}

t.test('multicall keeps the order, waits, and wraps nothing', async (t) => {
	const order: string[] = [];
	let letGo = (): void => {};
	const slow = method(
		() =>
			new Promise<Value>((resolve) => {
				order.push('slow');
				letGo = () => resolve('slowly');
			}),
	);
	const quick = method(([value = 'quick']) => {
		order.push('quick');
		return value;
	});
	const { control } = stubControl();
	const methods = new Map([
		['x.slow', slow],
		['x.quick', quick],
	]);
	const answer = multicall(
		calls({ methodName: 'x.slow', params: [] }, { methodName: 'x.quick', params: [[1]] }, { methodName: 'x.quick' }),
		{ control, caller: CALLER, methods },
	);
	t.strictSame(order, ['slow'], 'the second is not asked before the first has answered');
	letGo();
	t.strictSame(await answer, ['slowly', [1], 'quick']);
	t.strictSame(order, ['slow', 'quick', 'quick']);
});

t.test('in multicall, what fails does not keep the others from their answers', async (t) => {
	const { ask } = rig();
	const answer = await ask(
		'system.multicall',
		calls(
			{ methodName: 'nope', params: [] },
			{ methodName: 'system.multicall', params: [[]] },
			{ params: [] },
			{ methodName: 'system.listMethods', params: 'x' },
			{ methodName: 'system.listMethods', params: [1] },
			'no struct',
			[],
			{ methodName: 'system.methodSignature', params: ['system.listMethods'] },
		),
	);
	const incorrect = (detail?: string): Value => ({
		faultCode: 2,
		faultString: detail === undefined ? 'INCORRECT_PARAMETERS' : `INCORRECT_PARAMETERS: ${detail}`,
	});
	t.strictSame(answer, [
		{ faultCode: 1, faultString: 'UNKNOWN_METHOD' },
		incorrect('Recursive system.multicall forbidden'),
		incorrect('No methodName'),
		incorrect(),
		incorrect(),
		incorrect('No struct'),
		incorrect('No struct'),
		['array'],
	]);
});

t.test('multicall has bounds, of calls and of what they answer', async (t) => {
	const { ask } = rig();
	const call = { methodName: 'nope', params: [] };
	t.equal(((await ask('system.multicall', Array(MULTICALL_MAX_CALLS).fill(call))) as readonly Value[]).length, 1000);
	await t.rejects(ask('system.multicall', Array(MULTICALL_MAX_CALLS + 1).fill(call)), /at most 1000 calls/);
	for (const wrong of ['x', 1, {}]) await t.rejects(ask('system.multicall', wrong), new Fault('INCORRECT_PARAMETERS'));

	const { control } = stubControl();
	const big = 'x'.repeat(3 * 1024 * 1024);
	const methods = new Map([['x.big', method(() => big)]]);
	const list = Array(5).fill({ methodName: 'x.big' });
	const answers = (await multicall(list, { control, caller: CALLER, methods })) as readonly Value[];
	t.strictSame(
		answers.map((answer) => typeof answer),
		['string', 'string', 'string', 'object', 'object'],
	);
	t.match(answers[4], { faultCode: 30, faultString: /too large/ });
});

t.test('a mistake of ours in multicall is one call that failed, and is told in full in the log', async (t) => {
	const { control, lines } = stubControl();
	const methods = new Map([
		[
			'x.bug',
			method(() => {
				throw new Error('oops');
			}),
		],
	]);
	const answer = await multicall([{ methodName: 'x.bug' }], { control, caller: CALLER, methods });
	t.match(answer, [{ faultCode: 30, faultString: /^FAILED/ }]);
	t.match(lines, [/^error .*oops.*system-methods\.test/s]);
});

t.test('whoever has gone away makes no further calls', async (t) => {
	const client = new AbortController();
	const { control } = stubControl();
	let calls = 0;
	const methods = new Map([
		[
			'x.call',
			method((_params, { gone }) => {
				t.equal(gone, client.signal, 'the method is told too');
				if (++calls === 3) client.abort();
				return true;
			}),
		],
	]);
	await multicall(Array(10).fill({ methodName: 'x.call' }), { control, caller: CALLER, methods, gone: client.signal });
	t.equal(calls, 3);
});
