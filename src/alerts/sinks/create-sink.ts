import type { AlertSink, SinkContext } from './alert-sink.ts';
import { createAlertmanagerSink } from './alertmanager-sink.ts';
import { createCommandSink } from './command-sink.ts';
import { createFileSink } from './file-sink.ts';
import { createPagerDutySink } from './pagerduty-sink.ts';
import { createSlackSink } from './slack-sink.ts';
import { createWebhookSink } from './webhook-sink.ts';

/** The sink that a configuration asks for. Nothing is opened or asked before its first alert. */
export function createSink(context: SinkContext): AlertSink {
	const { config } = context;
	switch (config.type) {
		case 'file':
			return createFileSink({ ...context, config });
		case 'webhook':
			return createWebhookSink({ ...context, config });
		case 'slack':
			return createSlackSink({ ...context, config });
		case 'pagerduty':
			return createPagerDutySink({ ...context, config });
		case 'alertmanager':
			return createAlertmanagerSink({ ...context, config });
		case 'command':
			return createCommandSink({ ...context, config });
	}
}
