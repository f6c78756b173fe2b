import fc from 'fast-check';
import t from 'tap';
import type { Alert } from '../../src/alerts/alert.ts';
import { composeAlert } from '../../src/alerts/compose-alert.ts';
import { encodeAlert } from '../../src/alerts/encode-alert.ts';
import { findIncident } from '../../src/alerts/find-incident.ts';
import type { Finding } from '../../src/alerts/finding.ts';
import { fitAlert } from '../../src/alerts/fit-alert.ts';
import { Redactor } from '../../src/alerts/redactor.ts';
import { finding, incident } from './findings.ts';
import { schemaErrors } from './schema-errors.ts';

const PAGE_BYTES = 4096;

function compose(found: Finding, redactor = new Redactor()): Alert {
	const { severity } = found;
	return composeAlert(
		{ finding: found, key: `${found.kind} ${found.about}`, status: 'firing', severity, isFlapping: false, count: 0 },
		{
			id: '0123456789abcdef-1',
			wallMs: Date.UTC(2026, 0, 1),
			events: new Set(['PROCESS_STATE_EXITED']),
			pod: { hostname: 'host', identifier: 'pod', environment: 'test' },
			redactor,
		},
	);
}

t.test('an incident is told with all that is known of it', async (t) => {
	const alert = compose(findIncident(incident()));
	t.strictSame(schemaErrors(encodeAlert(alert)), []);
	t.match(alert, {
		severity: 'warning',
		event: 'PROCESS_STATE_EXITED',
		summary: 'web ended unexpectedly: exit status 3 after 12 s',
		description: /started again by itself.*20 MiB/s,
		labels: { alertname: 'PodvisorProcessExited', program: 'web', instance: 'host' },
		details: {
			exit: { code: 3 },
			uptimeMs: 12_000,
			stderr: ['Error: out of luck'],
			probes: [{ kind: 'liveness', ok: true, latencyMs: 4, message: 'HTTP 200' }],
		},
	});
});

t.test('a fingerprint is of one trouble of one subject, and of this pod', async (t) => {
	const { fingerprint } = compose(finding());
	t.equal(compose(finding({ summary: 'otherwise', severity: 'critical' })).fingerprint, fingerprint);
	t.not(compose(finding({ kind: 'fatal' })).fingerprint, fingerprint);
	t.not(compose(finding({ about: 'web:web2' })).fingerprint, fingerprint);
});

t.test('secrets are in no part of it', async (t) => {
	const redactor = new Redactor();
	redactor.learn('hunter2-hunter2');
	const text = 'it said hunter2-hunter2';
	const found = finding({
		summary: text,
		description: text,
		details: {
			reason: text,
			path: text,
			stdout: [text],
			stderr: [text],
			probes: [{ kind: 'liveness', ok: false, latencyMs: 0, message: text, timestamp: '2026-01-01T00:00:00.000Z' }],
		},
	});
	const json = encodeAlert(compose(found, redactor));
	t.notMatch(json, /hunter2/);
	t.equal(json.match(/it said \*\*\*/g)?.length, 8);
});

for (const [what, text] of [
	['control characters', '\x00\x07\x08\x1b[31mred\x1b[0m\x7f\x9b'],
	['lone surrogates', 'a\ud800b\udc00'],
	['separators of lines', 'a\u2028b\u2029c\r\nd\ne'],
	['invalid UTF-8, as it is decoded', Buffer.from([0xff, 0xfe, 0xc3, 0x28]).toString()],
	['a megabyte', 'x'.repeat(2 ** 20)],
	['a megabyte of what takes much room', '\u{1f600}"\\'.repeat(2 ** 18)],
] as const) {
	t.test(`whatever a child prints, the line is valid: ${what}`, async (t) => {
		const found = findIncident(
			incident({
				reason: text,
				stdout: Array(60).fill(text),
				stderr: Array(60).fill(text),
				process: { group: text, name: text, program: text },
			}),
		);
		const alert = compose(found);
		for (const line of [encodeAlert(alert), fitAlert(alert, PAGE_BYTES - 1)]) {
			t.strictSame(schemaErrors(line), []);
			t.ok(line.isWellFormed());
			// biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there.
			t.notMatch(line, /[\x00-\x1f\x7f-\x9f\u2028\u2029]/);
		}
		t.ok(Buffer.byteLength(fitAlert(alert, PAGE_BYTES - 1)) < PAGE_BYTES);
		t.ok(encodeAlert(alert).length < 256 * 1024);
	});
}

t.test('where there is little room, the last lines are kept, and the most of stderr', async (t) => {
	const stdout = Array.from({ length: 50 }, (_, index) => `out ${index} ${'o'.repeat(100)}`);
	const stderr = Array.from({ length: 50 }, (_, index) => `err ${index} ${'e'.repeat(100)}`);
	const alert: Alert = JSON.parse(fitAlert(compose(findIncident(incident({ stdout, stderr }))), PAGE_BYTES - 1));
	t.equal(alert.details.truncated, true);
	t.match(alert.details.stderr?.at(-1), /^err 49 /);
	t.match(alert.details.stdout?.at(-1), /^out 49 /);
	t.ok((alert.details.stderr?.length ?? 0) > (alert.details.stdout?.length ?? 0));
	t.ok((alert.details.stdout?.length ?? 0) > 3);
});

t.test('any text of any length fits, and is valid', async (t) => {
	const text = fc.string({ unit: 'binary', maxLength: 3000 });
	fc.assert(
		fc.property(text, text, fc.array(text, { maxLength: 60 }), fc.nat({ max: 10_000 }), (name, reason, lines, more) => {
			const stdout = [...lines, 'x'.repeat(more)];
			const process = { group: name, name, program: name };
			const alert = compose(findIncident(incident({ process, reason, stdout, stderr: lines })));
			const line = fitAlert(alert, PAGE_BYTES - 1);
			if (Buffer.byteLength(line) >= PAGE_BYTES) throw new Error(`it has ${Buffer.byteLength(line)} bytes`);
			for (const json of [line, encodeAlert(alert)]) {
				const [wrong] = schemaErrors(json);
				if (wrong !== undefined) throw new Error(wrong);
			}
		}),
		{ numRuns: 300 },
	);
	t.pass('300 of them');
});
