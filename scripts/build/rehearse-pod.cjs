// Runs podvisord (argv[2]) with a configuration (argv[3]): its programs start, one is killed and starts again, and SIGTERM
// ends it all. Then V8's code cache of its main file, with those functions that ran, is written to argv[4]; not where it
// took so long that more may have run.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const vm = require('node:vm');

const [node, , podvisord, configuration, cacheFile] = process.argv;
const mainFile = podvisord.replace(/\.js$/, '-main.js');
const logFile = configuration.replace(/\.conf$/, '.log');

let main;
vm.Script = class extends vm.Script {
	constructor(text, options) {
		const isMain = options.filename === mainFile;
		// The cache of a file that has a name keeps it: the place where it was built.
		super(text, isMain ? {} : options);
		if (isMain) main = this;
	}
};

/** It takes a second. */
const SOON_MS = 2500;

// Without the addon nothing happens in the same order each time.
let hasAddon = false;
const { dlopen } = process;
process.dlopen = (...argv) => {
	dlopen(...argv);
	hasAddon = true;
};

process.argv = [node, podvisord, '-n', '-c', configuration];
require(podvisord);

const programs = readFileSync(configuration, 'utf8').match(/^\[program:/gm).length;
let hasCrashed = false;
const watch = setInterval(() => {
	const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
	const pids = [...log.matchAll(/spawned: '.*' with pid (\d+)/g)].map(([, pid]) => Number(pid));
	const running = log.match(/entered RUNNING state/g) ?? [];
	const isStuck = log.includes('gave up');
	if (!isStuck && !hasCrashed && running.length === programs) {
		hasCrashed = true;
		process.kill(pids[0], 'SIGKILL');
	} else if (isStuck || pids.length > programs) {
		clearInterval(watch);
		if (hasAddon && !isStuck) process.once('exit', writeCache);
		process.kill(process.pid, 'SIGTERM');
	}
}, 10);

function writeCache() {
	// Three seconds after a start comes what is done once it has settled, and would be in this cache alone.
	if (performance.now() > SOON_MS) return;
	// V8 takes no cache that was made under other settings than its own.
	for (const flag of process.execArgv.filter((argument) => argument.startsWith('--no-'))) {
		setFlagsFromString(flag.replace(/^--no-/, '--'));
	}
	setFlagsFromString('--hash-seed=0');
	writeFileSync(cacheFile, main.createCachedData());
}
