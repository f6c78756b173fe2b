// Reads a script from stdin and writes V8's code cache of it, every function compiled, to stdout.
const { readFileSync, writeSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

setFlagsFromString('--no-lazy');
const script = new Script(readFileSync(0, 'latin1'));
// V8 takes no cache that was made under other settings than its own.
setFlagsFromString('--lazy');
setFlagsFromString('--hash-seed=0');
const cache = script.createCachedData();
for (let written = 0; written < cache.length; ) written += writeSync(1, cache, written);
