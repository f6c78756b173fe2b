import t from 'tap';
import { startHttp } from './http-rig.ts';

const CREDENTIALS = { username: 'admin', password: 'secret' };

function get(...headers: readonly string[]): string {
	return `GET /logtail/x HTTP/1.1\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`;
}

function basic(text: string): string {
	return `Authorization: Basic ${Buffer.from(text).toString('base64')}`;
}

t.test('nothing without the password, and the connection goes on', async (t) => {
	const asked: string[] = [];
	const { client } = await startHttp(t, {
		credentials: CREDENTIALS,
		handle(request) {
			asked.push(request.path);
			t.strictSame(request.caller, { type: 'unix', peer: undefined, user: 'admin' });
			request.answer({ status: 200, body: 'ok' });
		},
	});
	const one = client().send(get('Host: localhost'));
	await one.until(/ 401 .*WWW-Authenticate: Basic realm="default".*\n\r\n.+\n$/s);
	one.send(get('Host: localhost', basic('admin:wrong')));
	await one.until(/( 401 .*){2}this server asks for its user name.*\n$/s);
	t.strictSame(asked, []);
	one.send(get('Host: localhost', basic('admin:secret')));
	await one.until(/ok$/);
	t.strictSame(one.statuses, ['401', '401', '200']);
	t.strictSame(asked, ['/logtail/x']);
});

t.test('who waits because of a wrong password holds nobody else up', async (t) => {
	const { client } = await startHttp(t, { credentials: CREDENTIALS, limits: { wrongPasswordMs: 2 ** 30 } });
	const guessing = client().send(get(basic('admin:wrong')));
	await client()
		.send(get(basic('admin:secret')))
		.until(/ok$/);
	t.equal(guessing.received, '');
});

t.test('a web page of somebody else is refused before its password is looked at', async (t) => {
	const { client } = await startHttp(t, { credentials: CREDENTIALS, tcp: true });
	const one = client().send(get('Host: localhost:9001', 'Origin: http://evil.example', basic('admin:secret')));
	await one.until(/ 403 .*origin/s);
	one.send(get('Host: pod.example', basic('admin:secret')));
	await one.until(/ok$/);
});

t.test('an open server answers to its own names alone', async (t) => {
	const { client } = await startHttp(t, { tcp: true });
	const one = client().send(get('Host: evil.example'));
	await one.until(/ 403 .*username and password in \[inet_http_server\]/s);
	one.send(get('Host: 127.0.0.1:9001'));
	await one.until(/ok$/);
});
