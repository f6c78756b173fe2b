// Runs podvisord (argv[2]) with a configuration (argv[3]) until its programs run, and writes V8's code cache of its main
// file, with those functions that ran, to argv[4]. It ends as every daemon does, by SIGTERM.
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
const watch = setInterval(() => {
	const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
	const running = log.match(/entered RUNNING state/g) ?? [];
	if (running.length < programs && !log.includes('gave up')) return;
	clearInterval(watch);
	// V8 takes no cache that was made under other settings than its own.
	for (const flag of process.execArgv.filter((argument) => argument.startsWith('--no-'))) {
		setFlagsFromString(flag.replace(/^--no-/, '--'));
	}
	setFlagsFromString('--hash-seed=0');
	if (hasAddon && running.length === programs) writeFileSync(cacheFile, main.createCachedData());
	process.kill(process.pid, 'SIGTERM');
}, 10);
