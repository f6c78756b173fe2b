import t from 'tap';
import { chooseFormat } from '../../../src/interfaces/metrics/choose-format.ts';

t.test('OpenMetrics is for those who like it as well as anything', async (t) => {
	const openmetrics = [
		'application/openmetrics-text',
		'application/openmetrics-text; version=1.0.0; charset=utf-8',
		'text/plain;q=0.5,application/openmetrics-text;q=0.5',
		'APPLICATION/OPENMETRICS-TEXT;Q=0.1',
		// Prometheus 2.42 and 3.
		'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
		'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.2',
	];
	for (const accept of openmetrics) t.equal(chooseFormat(accept), 'openmetrics', accept);
});

t.test("all others get Prometheus' text, whatever they send", async (t) => {
	const others = [
		undefined,
		'',
		'*/*',
		'text/plain',
		'text/html,*/*;q=0.8',
		'application/openmetrics-text;q=0',
		'application/openmetrics-text;q=-1',
		'application/openmetrics-text;q=x',
		'application/openmetrics-text;q=0.3,text/plain',
		',;,;q=',
		`${'a/b,'.repeat(5000)}application/openmetrics-text`,
	];
	for (const accept of others) t.equal(chooseFormat(accept), 'prometheus', String(accept).slice(0, 60));
});
