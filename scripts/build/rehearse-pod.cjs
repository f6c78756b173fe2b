// Runs podvisord (argv[2]) with a configuration (argv[3]): its programs start, one is killed and starts again, and SIGTERM
// ends it all. Then V8's code cache of its main file, with those functions that ran, is written to argv[4].
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
let crashes = 0;
const watch = setInterval(() => {
	const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
	const isStuck = log.includes('gave up');
	const running = log.match(/entered RUNNING state/g) ?? [];
	if (!isStuck && running.length < programs + crashes) return;
	if (!isStuck && crashes === 0) {
		crashes++;
		process.kill(Number(/spawned: '.*' with pid (\d+)/.exec(log)[1]), 'SIGKILL');
		return;
	}
	clearInterval(watch);
	if (hasAddon && !isStuck) process.once('exit', writeCache);
	process.kill(process.pid, 'SIGTERM');
}, 10);

function writeCache() {
	// V8 takes no cache that was made under other settings than its own.
	for (const flag of process.execArgv.filter((argument) => argument.startsWith('--no-'))) {
		setFlagsFromString(flag.replace(/^--no-/, '--'));
	}
	setFlagsFromString('--hash-seed=0');
	writeFileSync(cacheFile, main.createCachedData());
}
