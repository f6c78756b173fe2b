// A small service on Node, as the bench's pods hold two: `node small-server.cjs PORT`.
const { createServer } = require('node:http');

createServer((request, response) => response.end(request.url === '/health' ? 'ok\n' : 'hello\n')).listen(
	Number(process.argv[2]),
	'127.0.0.1',
);
