import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { FLAPS } from '../../src/alerts/alert-gate.ts';
import { MOST_WAITING, MOST_WAITING_BYTES } from '../../src/alerts/delivery-queue.ts';
import { signatureOf } from '../../src/alerts/sinks/webhook-sink.ts';
import { FLAP_WINDOW_MS } from '../../src/alerts/trouble.ts';
import { loadText } from '../config/memory-config-source.ts';
import { schemaErrors } from './schema-errors.ts';

const PAGE: string = readFileSync(new URL('../../docs/ALERTS.md', import.meta.url), 'utf8');

function example(language: string): string {
	const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(PAGE) ?? [];
	if (code === undefined) throw new Error(`docs/ALERTS.md has no example in ${language}`);
	return code;
}

t.test('the alert of the documentation is one', async (t) => {
	t.strictSame(schemaErrors(JSON.stringify(JSON.parse(example('json')))), []);
});

t.test('the configuration of the documentation is one', async (t) => {
	const result = loadText(
		`[supervisord]\n[program:auth-service]\ncommand=/bin/a\n[program:user-service]\ncommand=/bin/a\n${example('ini')}`,
	);
	t.ok(result.ok, JSON.stringify(result.ok ? '' : result));
	t.strictSame(result.ok && result.config.alerts.map(({ sink }) => sink.type), [
		'file',
		'pagerduty',
		'slack',
		'alertmanager',
		'webhook',
		'command',
	]);
});

t.test('the check of the documentation takes what is genuine, and nothing else', async (t) => {
	const body = '{"summary":"ö"}';
	const now = Date.now();
	for (const [signature, secret, genuine] of [
		[signatureOf(body, 'secret', now), 'secret', 'True'],
		[signatureOf(body, 'other', now), 'secret', 'False'],
		[signatureOf(`${body} `, 'secret', now), 'secret', 'False'],
		[signatureOf(body, 'secret', now - 3_600_000), 'secret', 'False'],
	] as const) {
		const script = `${example('python')}\nimport sys\nprint(is_genuine(sys.argv[1], sys.argv[2].encode(), sys.argv[3].encode()))`;
		const { stdout, stderr } = spawnSync('python3', ['-c', script, signature, body, secret], { encoding: 'utf8' });
		t.equal(`${stdout}${stderr}`.trim(), genuine);
	}
});

t.test('the numbers of the documentation are those of the code', async (t) => {
	t.match(PAGE, `came ${FLAPS} times within ${FLAP_WINDOW_MS / 60_000} minutes`);
	t.match(PAGE, `${MOST_WAITING.toLocaleString('en')} alerts of ${MOST_WAITING_BYTES / 2 ** 20} MiB`);
});
