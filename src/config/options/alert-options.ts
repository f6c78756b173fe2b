import type { AlertConfig, AlertSeverity, AlertSinkConfig } from '../config.ts';
import { alertEvents } from '../values/alert-events.ts';
import { boolean } from '../values/boolean.ts';
import { byteSizeFrom } from '../values/byte-size.ts';
import { choice } from '../values/choice.ts';
import { durationBetween } from '../values/duration.ts';
import { integerBetween } from '../values/integer.ts';
import { list } from '../values/list.ts';
import { anyPath } from '../values/path.ts';
import { secret } from '../values/secret.ts';
import { secretFile } from '../values/secret-file.ts';
import { text } from '../values/text.ts';
import { webAddress } from '../values/web-address.ts';
import { type Option, option, optional } from './option.ts';

interface AlertOptions {
	readonly type: Option<AlertSinkConfig['type'] | undefined>;
	readonly path: Option<string>;
	readonly maxbytes: Option<number>;
	readonly backups: Option<number>;
	readonly url: Option<string | undefined>;
	readonly urlFile: Option<string | undefined>;
	readonly secret: Option<string | undefined>;
	readonly secretFile: Option<string | undefined>;
	readonly routingKey: Option<string | undefined>;
	readonly routingKeyFile: Option<string | undefined>;
	readonly command: Option<string | undefined>;
	readonly events: Option<AlertConfig['events']>;
	readonly programs: Option<readonly string[]>;
	readonly severity: Option<AlertSeverity>;
	readonly cooldown: Option<number>;
	readonly sendResolved: Option<boolean>;
	readonly timeout: Option<number>;
}

/** Where PagerDuty takes events (Events API v2). */
export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

/** `[alert:x]`. */
export const ALERT_OPTIONS: AlertOptions = {
	type: optional('type', choice('file', 'webhook', 'slack', 'pagerduty', 'alertmanager', 'command'), {
		podvisor: true,
		required: true,
		doc: 'what alerts are sent to',
	}),
	path: option('path', anyPath, {
		default: '/tmp/alerts.json',
		podvisor: true,
		doc: '`file`: the file; each line is a JSON object (`conf/alert.schema.json`)',
	}),
	maxbytes: option('maxbytes', byteSizeFrom(0), {
		default: '10MB',
		podvisor: true,
		doc: '`file`: the size at which it is rotated; 0 never rotates',
	}),
	backups: option('backups', integerBetween(0, 1000), {
		default: '3',
		podvisor: true,
		doc: '`file`: how many rotated files are kept',
	}),
	url: optional('url', webAddress, {
		podvisor: true,
		secret: true,
		defaultDoc: `PagerDuty's own for \`pagerduty\`, otherwise none`,
		doc: '`webhook`, `slack`, `pagerduty`, `alertmanager`: where to send; of an Alertmanager its base, as in `http://127.0.0.1:9093`; never printed',
	}),
	urlFile: optional('url_file', secretFile, {
		podvisor: true,
		secret: true,
		doc: '`webhook`, `slack`: a file that holds it, in place of `url`',
	}),
	secret: optional('secret', secret, {
		podvisor: true,
		secret: true,
		doc: '`webhook`: each body is signed with it (HMAC-SHA256)',
	}),
	secretFile: optional('secret_file', secretFile, {
		podvisor: true,
		secret: true,
		doc: '`webhook`: a file that holds it, in place of `secret`',
	}),
	routingKey: optional('routing_key', secret, {
		podvisor: true,
		secret: true,
		doc: '`pagerduty`: the integration key',
	}),
	routingKeyFile: optional('routing_key_file', secretFile, {
		podvisor: true,
		secret: true,
		doc: '`pagerduty`: a file that holds it, in place of `routing_key`',
	}),
	command: optional('command', text, {
		podvisor: true,
		doc: '`command`: what gets the alert as JSON on its stdin; split as a shell would, but run without one',
	}),
	events: option('events', alertEvents, {
		default: 'PROCESS_STATE_EXITED, PROCESS_STATE_FATAL, HEALTH, MEMORY, DISK, POD',
		podvisor: true,
		doc: 'what there are alerts about; `PROCESS_STATE` is every state, `POD` the end of the pod because of a critical program',
	}),
	programs: option('programs', list, {
		default: '',
		podvisor: true,
		defaultDoc: 'all',
		doc: 'the programs or groups, or the processes (`group:name`), that there are alerts about; what concerns none of them in particular, as the disk, is told in any case',
	}),
	severity: option('severity', choice('info', 'warning', 'critical'), {
		default: 'warning',
		podvisor: true,
		doc: 'the least that there are alerts about',
	}),
	cooldown: option('cooldown', durationBetween('0s', '168h'), {
		default: '60s',
		podvisor: true,
		doc: 'the same alert is not sent again within it',
	}),
	sendResolved: option('send_resolved', boolean, {
		default: 'true',
		podvisor: true,
		doc: 'whether it is told when it is over',
	}),
	timeout: option('timeout', durationBetween('1ms', '1h'), {
		default: '10s',
		podvisor: true,
		doc: 'the time that one attempt to send may take',
	}),
};
