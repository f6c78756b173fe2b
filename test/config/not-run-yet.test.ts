import t from 'tap';
import { formatProblem } from '../../src/config/format-problem.ts';
import { notRunYet } from '../../src/config/not-run-yet.ts';
import { configOf } from './memory-config-source.ts';

t.test('names each event listener once, by its line', async (t) => {
	const config = configOf(`[supervisord]
[program:web]
command=x
[eventlistener:mailer]
command=x
events=TICK_5
numprocs=2
process_name=%(process_num)d
[fcgi-program:php]
command=x
socket=tcp://localhost:9000
`);
	t.same(
		notRunYet(config).map((problem) => formatProblem(problem).replace(/ do not run.*/, '')),
		['/etc/pod.conf:4: eventlistener:mailer: event listeners'],
	);
});

t.test('has nothing to say of programs', async (t) => {
	t.same(notRunYet(configOf('[supervisord]\n[program:web]\ncommand=x\n')), []);
});

t.test('tells once of captured output and its events', async (t) => {
	const config = configOf(`[supervisord]
[program:one]
command=x
stdout_events_enabled=true
[program:two]
command=x
stderr_capture_maxbytes=1MB
`);
	t.match(notRunYet(config).map(formatProblem), [
		/program:one: stdout and stderr are not captured yet, and make no events/,
	]);
	t.equal(notRunYet(config).length, 1);
});
