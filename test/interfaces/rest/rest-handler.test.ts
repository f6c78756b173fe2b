import { once } from 'node:events';
import t, { type Test } from 'tap';
import { HttpRefusal } from '../../../src/interfaces/http/http-refusal.ts';
import { createRestHandler } from '../../../src/interfaces/rest/rest-handler.ts';
import { defineRoute, type RestReply, type Route } from '../../../src/interfaces/rest/route.ts';
import { defineOperation } from '../../../src/operations/operation.ts';
import { type Client, startHttp } from '../http/http-rig.ts';

function routeOf(answer: Route['answer']): Route {
	return defineRoute({
		method: 'GET',
		path: '/api/x',
		id: 'x',
		doc: 'X.',
		fields: [],
		response: {},
		faults: [],
		answer,
	});
}

async function start(t: Test, route: Route): Promise<{ readonly client: Client; readonly lines: readonly string[] }> {
	const { handle } = createRestHandler([route]);
	const { client, lines } = await startHttp(t, { handle });
	return { client: client(), lines };
}

const GET = 'GET /api/x HTTP/1.1\r\nHost: x\r\n\r\n';

t.test('a bug is a problem without its insides, which the log tells', async (t) => {
	const route = routeOf((): RestReply => {
		throw new TypeError('the inside');
	});
	const { client, lines } = await start(t, route);
	const text = await client
		.send(GET)
		.until(/ 500 .*application\/problem\+json.*"status":500,"detail":"this is a bug.*\}\n$/s);
	t.notMatch(text, /inside/);
	t.match(lines, [/^error .*TypeError: the inside/]);
});

t.test('what the HTTP servers refuse is a problem too', async (t) => {
	const route = routeOf((): RestReply => {
		throw new HttpRefusal(503, 'come again\n', { 'Retry-After': '1' });
	});
	const { client, lines } = await start(t, route);
	await client
		.send(GET)
		.until(/ 503 .*Retry-After: 1.*"title":"Service Unavailable","status":503,"detail":"come again"\}\n$/s);
	t.strictSame(lines, []);
});

t.test('an operation hears that whoever asked for it is gone', async (t) => {
	const told = Promise.withResolvers<void>();
	const begun = Promise.withResolvers<void>();
	const patient = defineOperation({
		name: 'patient',
		doc: 'Waits.',
		parameters: [],
		result: { type: 'boolean', doc: 'true' },
		kind: 'read',
		worksInShutdown: true,
		async run(_control, _args, gone) {
			if (gone === undefined) throw new Error('it is not told');
			begun.resolve();
			await once(gone, 'abort');
			told.resolve();
			return true;
		},
	});
	const { client } = await start(
		t,
		routeOf(async (_, { run }) => ({ json: await run(patient) })),
	);
	client.send(GET);
	await begun.promise;
	client.socket.destroy();
	await told.promise;
	t.equal(client.received, '');
});
