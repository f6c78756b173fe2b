// A small service on Node, as the bench's pods hold two: `node small-server.cjs PORT READY`; the file READY is made when
// it listens.
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');

createServer((request, response) => response.end(request.url === '/health' ? 'ok\n' : 'hello\n')).listen(
	Number(process.argv[2]),
	'127.0.0.1',
	() => writeFileSync(process.argv[3], ''),
);
