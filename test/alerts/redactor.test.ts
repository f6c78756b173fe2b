import t from 'tap';
import { Redactor } from '../../src/alerts/redactor.ts';
import { ownSecretValues, secretValues } from '../../src/alerts/secret-values.ts';
import type { Config } from '../../src/config/config.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';

for (const [text, redacted] of [
	['password=hunter2 next', 'password=*** next'],
	['DB_PASSWORD: "a b c", next', 'DB_PASSWORD: ***, next'],
	['{"accessToken":"abc","user":"me"}', '{"accessToken":***,"user":"me"}'],
	['api_key = xyz; other', 'api_key = ***; other'],
	['mysql --password hunter2 -h db', 'mysql --password *** -h db'],
	['Authorization: Bearer abcdef.123-456', 'Authorization: Bearer ***'],
	['authorization: basic dXNlcjpwYXNz', 'authorization: basic ***'],
	['connect to postgres://user:pa55@db:5432/x failed', 'connect to postgres://***@db:5432/x failed'],
	['key AKIAIOSFODNN7EXAMPLE used', 'key *** used'],
	['ghp_0123456789012345678901234567890123456789 here', '*** here'],
	['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def end', 'jwt *** end'],
	['nothing to hide: 3 tokens, a passage, http://host/path', 'nothing to hide: 3 tokens, a passage, http://host/path'],
] as const) {
	t.test(`redacts ${text}`, async (t) => {
		t.equal(new Redactor().redact(text), redacted);
	});
}

t.test('what it was given is found as it is, in a URL, in JSON, and line by line', async (t) => {
	const redactor = new Redactor();
	redactor.learn('p@ss"word/1\n');
	redactor.learn('-----BEGIN KEY-----\nMIIEvQIBADANBgkqh\nkiG9w0BAQEFAASCBK\n-----END KEY-----');
	redactor.learn('abc');
	t.equal(redactor.redact('is p@ss"word/1 it'), 'is *** it');
	t.equal(redactor.redact(`q=${encodeURIComponent('p@ss"word/1')}`), 'q=***');
	t.equal(redactor.redact(JSON.stringify({ x: 'p@ss"word/1' })), '{"x":"***"}');
	t.equal(redactor.redact('then kiG9w0BAQEFAASCBK'), 'then ***');
	t.equal(redactor.redact('abc'), 'abc', 'what is that short is found everywhere');
});

t.test('a secret that holds another is gone whole', async (t) => {
	const redactor = new Redactor();
	redactor.learn('secret');
	redactor.learn('secret-and-more');
	t.equal(redactor.redact('secret-and-more'), '***');
});

t.test('where a long text is cut, no half of a secret is left', async (t) => {
	const redactor = new Redactor();
	const secret = 's3cr3t'.repeat(20);
	redactor.learn(secret);
	for (let shift = 0; shift < secret.length; shift++) {
		const text = `${'x'.repeat(8 * 1024 - shift)}${secret}${'y'.repeat(9000)}`;
		t.notMatch(redactor.redact(text), /s3cr/);
	}
});

t.test('no more secrets are remembered than can be, the latest of them', async (t) => {
	const redactor = new Redactor();
	for (let index = 0; index < 3000; index++) redactor.learn(`value-${index}-`);
	t.equal(redactor.redact('value-2999-'), '***');
	t.equal(redactor.redact('value-0-'), 'value-0-');
});

t.test('no text takes it long', async (t) => {
	// Each would take longer than a test may with a pattern that goes back and forth.
	const evil = ['eyJ-', 'eyJa.', 'password', 'password="', '--a-', 'a://', 'bearer ', "token='", 'x@x://', ' \t=:'];
	for (const piece of evil) {
		const redactor = new Redactor();
		for (let line = 0; line < 100; line++) redactor.redact(piece.repeat(2 ** 20 / piece.length));
	}
	t.pass('1000 megabytes were looked at');
});

t.test('the secrets of a process: what its files hold now, and variables by their names', async (t) => {
	const { files } = createFakeSystem();
	files.put('/run/secrets/db', 'from-a-file\n');
	files.put('/etc/web.env', 'API_TOKEN=from-env-file\nPORT=3000\n');
	const process = processConfig({
		environment: { DB_PASSWORD: 'from-environment', HOME: '/srv', EMPTY_SECRET: '' },
		envFiles: ['/etc/web.env', '/etc/missing.env'],
		secrets: { DB: '/run/secrets/db', GONE: '/run/secrets/gone' },
	});
	t.strictSame([...secretValues(process, files)].sort(), ['from-a-file\n', 'from-env-file', 'from-environment']);
});

t.test("the daemon's own secrets: its passwords, and where its alerts go", async (t) => {
	const config: Config = {
		...podConfig([]),
		inetServers: [
			{ host: '', port: 1, credentials: { username: 'u', password: 'of-a-server' }, allowUnauthenticated: false },
		],
		alerts: [
			{
				name: 'x',
				place: { file: 'x', line: 1 },
				sink: { type: 'slack', url: { type: 'text', text: 'https://hooks/T0/B0' } },
				events: new Set(),
				programs: [],
				severity: 'info',
				cooldownMs: 0,
				sendResolved: true,
				timeoutMs: 1,
			},
		],
	};
	t.strictSame(ownSecretValues(config), ['of-a-server', 'https://hooks/T0/B0']);
});
