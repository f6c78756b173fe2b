import type { IncomingHttpHeaders } from 'node:http';
import t from 'tap';
import { refuseBrowser } from '../../../src/interfaces/http/refuse-browser.ts';

function isRefused(headers: IncomingHttpHeaders, isOpen = false, method = 'POST'): boolean {
	try {
		refuseBrowser({ method, headers }, { isOpen, hostname: 'Pod.Example.org' });
		return false;
	} catch (error) {
		t.match(error, { name: 'HttpRefusal', status: 403 });
		return true;
	}
}

t.test('a page of another origin is refused, with a password too', async (t) => {
	for (const isOpen of [true, false]) {
		for (const origin of [
			'http://evil.example',
			'https://evil.example:9001',
			'null',
			'',
			'nonsense',
			'http://localhost:9002',
		]) {
			t.ok(isRefused({ host: 'localhost:9001', origin }, isOpen), origin);
		}
		t.ok(isRefused({ origin: 'http://localhost:9001' }, isOpen), 'without a host there is nothing to be the same as');
		t.ok(isRefused({ host: 'localhost:9001', 'sec-fetch-site': 'cross-site' }, isOpen));
	}
});

t.test('a link on another page may lead here, and do nothing but look', async (t) => {
	const link = { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
	t.notOk(isRefused({ ...link, 'sec-fetch-dest': 'document' }, true, 'GET'));
	t.ok(isRefused({ ...link, 'sec-fetch-dest': 'document' }, true, 'POST'), 'a form');
	t.ok(isRefused({ ...link, 'sec-fetch-dest': 'iframe' }, true, 'GET'));
	t.ok(isRefused({ ...link, 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'no-cors' }, true, 'GET'));
});

t.test('its own pages, and what is no browser, are not', async (t) => {
	for (const isOpen of [true, false]) {
		t.notOk(
			isRefused({ host: 'localhost:9001', origin: 'http://localhost:9001', 'sec-fetch-site': 'same-origin' }, isOpen),
		);
		t.notOk(isRefused({ host: 'LOCALHOST:80', origin: 'http://localhost' }, isOpen));
		t.notOk(isRefused({ host: '[::1]:9001', origin: 'http://[::1]:9001' }, isOpen));
		t.notOk(isRefused({ host: 'localhost', 'sec-fetch-site': 'none' }, isOpen), 'a bookmark');
		t.notOk(isRefused({ host: 'localhost' }, isOpen), 'supervisorctl');
		t.notOk(isRefused({ host: '' }, isOpen), 'its tail -f');
		t.notOk(isRefused({}, isOpen), 'HTTP/1.0');
	}
});

t.test('without a password, a name that a stranger may own does not lead here', async (t) => {
	for (const host of [
		'evil.example',
		'evil.example:9001',
		'localhost.evil.example',
		'127.0.0.1.evil.example',
		'a b',
		'@',
		'x@evil.example',
	]) {
		t.ok(isRefused({ host }, true), host);
	}
	for (const host of ['evil.example', 'a b'])
		t.notOk(isRefused({ host }, false), `${host}: the browser does not know the password`);
	for (const host of [
		'127.0.0.1:9001',
		'10.1.2.3',
		'[fd00::1]:9001',
		'localhost',
		'web:9001',
		'pod.example.org:9001',
		'POD.example.org',
	]) {
		t.notOk(isRefused({ host }, true), host);
	}
});
