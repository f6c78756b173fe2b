import type { Probe } from '../config.ts';
import { durationBetween } from '../values/duration.ts';
import { integerBetween } from '../values/integer.ts';
import { probe, repeatedProbe } from '../values/probe.ts';
import { type Option, option, optional } from './option.ts';

interface HealthOptions {
	readonly startup: Option<Probe | undefined>;
	readonly readiness: Option<Probe | undefined>;
	readonly liveness: Option<Probe | undefined>;
	readonly health: Option<Probe | undefined>;
	readonly interval: Option<number>;
	readonly timeout: Option<number>;
	readonly retries: Option<number>;
	readonly startPeriod: Option<number>;
}

/** What programs are asked about their health, and when. */
export const HEALTH_OPTIONS: HealthOptions = {
	startup: optional('startup', probe, {
		podvisor: true,
		doc: 'asked first: until it succeeds once, readiness and liveness are not asked; a process that fails it is restarted',
	}),
	readiness: optional('readiness', probe, {
		podvisor: true,
		defaultDoc: 'ready when RUNNING',
		doc: 'what makes a process ready, for those that depend on it and for `/readyz`; a process that is not ready is never killed for it',
	}),
	liveness: optional('liveness', repeatedProbe('write readiness= or startup= for it'), {
		podvisor: true,
		doc: 'a process that fails it is restarted, as if it had exited; with `notify` it is the watchdog of sd_notify',
	}),
	health: optional('health', repeatedProbe('write readiness= for it'), {
		podvisor: true,
		doc: 'one probe for readiness and liveness',
	}),
	interval: option('health_interval', durationBetween('100ms', '24h'), {
		default: '10s',
		podvisor: true,
		doc: 'the time from an answer to the next question',
	}),
	timeout: option('health_timeout', durationBetween('1ms', '1h'), {
		default: '2s',
		podvisor: true,
		doc: 'an answer that takes longer is a failure',
	}),
	retries: option('health_retries', integerBetween(1, 1000), {
		default: '3',
		podvisor: true,
		doc: 'how many failures in a row are believed',
	}),
	startPeriod: option('health_start_period', durationBetween('0s', '24h'), {
		default: '0s',
		podvisor: true,
		doc: 'failures this soon after the start do not count',
	}),
};
