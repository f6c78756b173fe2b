/** Writes alerts into the file that it is given, as fast as it can, until it is killed. */
import { composeAlert } from '../../src/alerts/compose-alert.ts';
import { findIncident } from '../../src/alerts/find-incident.ts';
import { Redactor } from '../../src/alerts/redactor.ts';
import { createFileSink } from '../../src/alerts/sinks/file-sink.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { incident } from './findings.ts';

const sink = createFileSink({
	config: { type: 'file', path: process.argv[2] ?? '', maxbytes: 4_000_000, backups: 0 },
	system: { ...createFakeSystem(), files: createNodeFiles() },
	timeoutMs: 1000,
	environment: {},
	takeOver: undefined,
});
const redactor = new Redactor();
const alerts = Array.from({ length: 47 }, (_, index) =>
	composeAlert(
		{
			finding: findIncident(incident({ stderr: Array(index).fill('e'.repeat((index * 37) % 211)) })),
			key: 'exit web:web',
			status: 'firing',
			severity: 'warning',
			isFlapping: false,
			count: 0,
		},
		{
			id: `0123456789abcdef-${index}`,
			wallMs: 0,
			events: new Set(),
			pod: { hostname: 'host', identifier: 'pod', environment: undefined },
			redactor,
		},
	),
);
for (;;) {
	for (const alert of alerts) sink.write(alert);
	// Who reads this kills it after some of them.
	process.stdout.write('.');
}
