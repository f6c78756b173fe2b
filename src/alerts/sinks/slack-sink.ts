import type { AlertSeverity } from '../../config/config.ts';
import type { Alert } from '../alert.ts';
import { DELIVERED, type Delivery, retryLater } from '../delivery.ts';
import type { RemoteSink, SinkConfigOf, SinkContext } from './alert-sink.ts';
import { postJson } from './post-json.ts';
import { readSecret } from './read-secret.ts';

const COLORS: Readonly<Record<AlertSeverity, string>> = { info: '#439fe0', warning: '#daa038', critical: '#a30200' };
const RESOLVED_COLOR = '#2eb886';

/** Lines of its output that a message shows. */
const SHOWN_LINES = 10;
const SHOWN_LENGTH = 2000;

/** Posts to an incoming webhook of Slack (or of what takes the same: Mattermost, Rocket.Chat). */
export function createSlackSink({ config, system, timeoutMs }: SinkContext<SinkConfigOf<'slack'>>): RemoteSink {
	return {
		type: 'remote',
		batch: 1,
		remembers: false,
		async deliver([alert], signal): Promise<Delivery> {
			if (alert === undefined) return DELIVERED;
			const url = readSecret(config.url, system.files);
			if (!url.ok) return retryLater(url.reason);
			return postJson(system, { url: url.text, body: JSON.stringify(slackMessage(alert)), timeoutMs, signal });
		},
	};
}

/** https://docs.slack.dev/messaging/formatting-message-text: only `&`, `<` and `>` are escaped. */
export function slackMessage(alert: Alert): object {
	const { status, severity, summary, description, details, pod, count, timestamp } = alert;
	const word = status === 'resolved' ? 'RESOLVED' : severity.toUpperCase();
	const output = details.stderr?.length ? details.stderr : (details.stdout ?? []);
	const shown = output.slice(-SHOWN_LINES).join('\n').slice(-SHOWN_LENGTH).toWellFormed();
	const more = count === 0 ? '' : ` (${count} more since the last message)`;
	// Three backticks would end the block that shows them.
	const block = shown === '' ? '' : `\`\`\`\n${escapeText(shown.replaceAll('```', "'''"))}\n\`\`\``;
	const place = [pod.environment, pod.identifier, pod.hostname].filter((part) => part !== undefined).join(' · ');
	return {
		text: escapeText(`[${word}] ${summary}${more}`),
		attachments: [
			{
				color: status === 'resolved' ? RESOLVED_COLOR : COLORS[severity],
				text: [escapeText(description), block].filter((part) => part !== '').join('\n'),
				mrkdwn_in: ['text'],
				footer: escapeText(place),
				ts: Math.floor(Date.parse(timestamp) / 1000),
			},
		],
	};
}

function escapeText(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
