import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createAccounts } from '../../src/platform/accounts.ts';
import { FakeFaults } from '../../src/platform/fake/fake-faults.ts';
import { FakeFiles } from '../../src/platform/fake/fake-files.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';

function accountsOf(passwd: string, group: string): ReturnType<typeof createAccounts> {
	const files = new FakeFiles(new FakeFaults());
	files.put('/etc/passwd', passwd);
	files.put('/etc/group', group);
	return createAccounts(files);
}

const accounts = accountsOf(
	'podroot:x:0:0::/root:/bin/sh\nweb:x:5001:5002:Web:/srv/web:/sbin/nologin\n# comment\n\n+::::::\n1234:x:77:77::/:\n',
	'web:x:5002:\nlogs:x:5003:other,web\nwebs:x:5004:webber\nadm:x:5005:web\ndouble:x:5002:web\n',
);

t.test('finds users by name and by number, digits being a number as for supervisord', async (t) => {
	const web = { name: 'web', uid: 5001, gid: 5002, home: '/srv/web' };
	t.strictSame(accounts.findAccount('web'), web);
	t.strictSame(accounts.findAccount('5001'), web);
	t.strictSame(accounts.findAccount(5001), web);
	t.equal(accounts.findAccount(77)?.name, '1234');
	for (const nobody of ['nobody-of-that-name', 987654, '1234', '', '-h', 'we', '__proto__']) {
		t.equal(accounts.findAccount(nobody), undefined, String(nobody));
	}
});

t.test('finds groups', async (t) => {
	t.equal(accounts.findGroup('logs'), 5003);
	t.equal(accounts.findGroup(5003), 5003);
	t.equal(accounts.findGroup('5003'), 5003);
	t.equal(accounts.findGroup('no-such-group'), undefined);
});

t.test('lists the own group first, then those that name the user', async (t) => {
	t.strictSame(accounts.supplementaryGroups({ name: 'web', uid: 5001, gid: 5002, home: '/' }), [5002, 5003, 5005]);
});

t.test('does without the files, as an image from scratch has none', async (t) => {
	const none = createAccounts(new FakeFiles(new FakeFaults()));
	t.equal(none.findAccount('no-such-user-anywhere'), undefined);
	t.strictSame(none.supplementaryGroups({ name: 'no-such-user-anywhere', uid: 9, gid: 9, home: '/' }), [9]);
});

t.test('remembers for a minute what getent and id answered, and not that they had no answer', async (t) => {
	const folder = t.testdir({
		getent:
			'#!/bin/sh\necho "getent $*" >>"$LOG"\n[ "$2" = remote ] && echo "remote:*:7001:7002::/home/remote:/bin/sh"\n',
		id: '#!/bin/sh\necho "id $*" >>"$LOG"\necho 7002 7003\n',
		log: '',
	});
	for (const name of ['getent', 'id']) chmodSync(join(folder, name), 0o755);
	const log = join(folder, 'log');
	const path = process.env['PATH'];
	Object.assign(process.env, { PATH: `${folder}:${path}`, LOG: log });
	t.teardown(() => {
		process.env['PATH'] = path;
		delete process.env['LOG'];
	});
	let nowMs = 0;
	const remote = createAccounts(new FakeFiles(new FakeFaults()), { now: () => nowMs });
	const asked = () => readFileSync(log, 'utf8').trim().split('\n');
	const account = { name: 'remote', uid: 7001, gid: 7002, home: '/home/remote' };
	for (nowMs of [0, 59_999]) {
		t.strictSame(remote.findAccount('remote'), account);
		t.strictSame(remote.supplementaryGroups(account), [7002, 7003]);
	}
	t.strictSame(asked(), ['getent passwd remote', 'id -G remote']);
	nowMs = 60_000;
	t.strictSame(remote.findAccount('remote'), account);
	t.equal(asked().length, 3);
	for (const _ of [1, 2]) t.equal(remote.findAccount('nobody-there'), undefined);
	t.equal(asked().length, 5);
});

t.test('agrees with the machine', async (t) => {
	const real = createAccounts(createNodeFiles());
	const { uid, gid, username, homedir } = userInfo();
	t.strictSame(real.findAccount(uid), { name: username, uid, gid, home: homedir });
	for (const name of ['daemon', 'www-data', 'nobody', 'postgres']) {
		const account = real.findAccount(name);
		if (account === undefined) continue;
		const { stdout } = spawnSync('id', ['-G', name], { encoding: 'utf8' });
		t.strictSame(real.supplementaryGroups(account), stdout.trim().split(' ').map(Number), name);
	}
});
