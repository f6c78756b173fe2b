import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { isAuthorized } from '../../../src/interfaces/http/is-authorized.ts';
import '../../fixtures/seed.ts';

function basic(text: string): string {
	return `Basic ${Buffer.from(text).toString('base64')}`;
}

t.test('the user and the password of the section, and no others', async (t) => {
	const plain = { username: 'admin', password: 'a:b é' };
	const hex = createHash('sha1').update(plain.password).digest('hex');
	for (const credentials of [
		plain,
		{ ...plain, password: `{SHA}${hex}` },
		{ ...plain, password: `{SHA}${hex.toUpperCase()}` },
	]) {
		t.ok(isAuthorized(basic('admin:a:b é'), credentials));
		t.ok(isAuthorized(`bAsIc  ${basic('admin:a:b é').slice(6)} `, credentials), 'the word in any case');
		for (const wrong of [
			'admin:a:b e',
			'admin:a:b',
			'Admin:a:b é',
			':a:b é',
			'admin:',
			'admin',
			'',
			`admin:${hex}`,
			`admin:{SHA}${hex}`,
		]) {
			t.notOk(isAuthorized(basic(wrong), credentials), wrong);
		}
	}
});

t.test('headers of any kind are no password', async (t) => {
	const credentials = { username: '', password: '' };
	t.ok(isAuthorized(basic(':'), credentials));
	for (const header of [
		undefined,
		'',
		'Basic',
		'Basic ',
		'Basic =',
		'Basic ====',
		'Basic !!!',
		`Bearer ${basic(':').slice(6)}`,
		'Digest x',
		basic(':').slice(6),
	]) {
		t.notOk(isAuthorized(header, credentials), header ?? 'none');
	}
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				fc.base64String().map((text) => `Basic ${text}`),
			),
			(header) => {
				return !isAuthorized(header, { username: 'admin', password: 'secret' });
			},
		),
	);
});
