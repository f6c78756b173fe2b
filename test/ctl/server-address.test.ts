import t from 'tap';
import { credentialsIn, parseServerAddress } from '../../src/ctl/client/server-address.ts';

t.test('an address is a socket, or a host and a port', async (t) => {
	t.strictSame(parseServerAddress('unix:///run/a.sock'), { type: 'unix', path: '/run/a.sock' });
	t.strictSame(parseServerAddress('http://[::1]:9001'), { type: 'tcp', host: '::1', port: 9001 });
	t.strictSame(parseServerAddress('http://pod'), { type: 'tcp', host: 'pod', port: 80 });
	for (const url of ['unix://', 'https://pod', 'pod:9001', 'http://pod:port'])
		t.equal(parseServerAddress(url), undefined);
});

t.test('a user and a password in a URL are decoded, and taken as they stand where they cannot be', async (t) => {
	t.equal(credentialsIn('http://pod:9001'), undefined);
	t.strictSame(credentialsIn('http://a%40b:c%3Ad@pod'), { username: 'a@b', password: 'c:d' });
	t.strictSame(credentialsIn('http://admin:100%@pod'), { username: 'admin', password: '100%' });
});
