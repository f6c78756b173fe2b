import { durationBetween } from '../values/duration.ts';
import { anyPath } from '../values/path.ts';
import { pathList } from '../values/path-list.ts';
import { share } from '../values/share.ts';
import { type Option, option, optional } from './option.ts';

interface WatcherOptions {
	readonly warning: Option<number>;
	readonly critical: Option<number>;
	readonly interval: Option<number>;
}

interface MemoryWatcherOptions extends WatcherOptions {
	readonly sustained: Option<number>;
	readonly metricsFile: Option<string | undefined>;
}

interface DiskWatcherOptions extends WatcherOptions {
	readonly paths: Option<readonly string[]>;
}

const INTERVAL = durationBetween('1s', '24h');

/** `[memory_watcher]`. */
export const MEMORY_WATCHER_OPTIONS: MemoryWatcherOptions = {
	warning: option('warning', share, {
		default: '85%',
		podvisor: true,
		doc: "the share of the pod's limit that is worth an alert, when it lasts",
	}),
	critical: option('critical', share, {
		default: '95%',
		podvisor: true,
		doc: 'the share above which the program that is furthest over its `memory_limit` is restarted before the kernel kills one',
	}),
	interval: option('interval', INTERVAL, {
		default: '10s',
		podvisor: true,
		doc: 'the time between two measurements, of programs with `memory_warning` or `memory_limit` too',
	}),
	sustained: option('sustained', durationBetween('0s', '24h'), {
		default: '30s',
		podvisor: true,
		doc: 'how long memory must be above a bound to count, that of a program too',
	}),
	metricsFile: optional('metrics_file', anyPath, {
		podvisor: true,
		doc: 'a JSON file with the figures, replaced at each measurement',
	}),
};

/** `[disk_watcher]`. */
export const DISK_WATCHER_OPTIONS: DiskWatcherOptions = {
	paths: option('paths', pathList, {
		default: '',
		podvisor: true,
		doc: 'what is watched beside the folders of the logs',
	}),
	warning: option('warning', share, {
		default: '80%',
		podvisor: true,
		doc: 'the share in use, of space or of inodes, that is worth an alert',
	}),
	critical: option('critical', share, {
		default: '90%',
		podvisor: true,
		doc: 'the share that is worth a critical one',
	}),
	interval: option('interval', INTERVAL, { default: '60s', podvisor: true, doc: 'the time between two looks' }),
};
