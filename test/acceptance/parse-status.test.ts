import t from 'tap';
import { parseStatus } from '../../docker/acceptance/parse-status.ts';

t.test('what podctl status --json says is read', async (t) => {
	const row = { name: 'nginx', group: 'nginx', statename: 'RUNNING', pid: 30, ready: true, why: 'is ready', more: 1 };
	t.strictSame(parseStatus(JSON.stringify({ command: 'status', exit_status: 0, result: [row] })), [
		{ name: 'nginx', state: 'RUNNING', pid: 30, ready: true, why: 'is ready' },
	]);
});

t.test('supervisord says nothing of readiness: its programs are not ready', async (t) => {
	const row = { name: 'nginx', statename: 'RUNNING', pid: 30 };
	t.match(parseStatus(JSON.stringify({ result: [row] })), [{ ready: false, why: '' }]);
});

t.test('anything else is no status', async (t) => {
	const others = ['', 'sh: podctl: not found', '[]', 'null', '7', '{}', '{"result":7}', '{"result":[{"name":"x"}]}'];
	for (const text of others) t.equal(parseStatus(text), undefined, text);
});
