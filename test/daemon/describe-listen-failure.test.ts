import t from 'tap';
import { describeListenFailure } from '../../src/daemon/describe-listen-failure.ts';

const SOCKET = {
	address: { type: 'unix', path: '/run/pod.sock', mode: 0o700, owner: undefined },
	place: 'file',
	owner: 'chown',
} as const;

t.test('where a socket cannot be written it names a mount that this user may write to', async (t) => {
	const why = (errno: string, uid: number): string => describeListenFailure({ step: 'bind', errno }, SOCKET, uid);
	t.match(why('EROFS', 0), '(docker run --tmpfs /run), or set another file');
	t.match(why('EROFS', 12345), '(docker run --tmpfs /run:mode=1777), or set another file');
	t.equal(
		why('EACCES', 12345),
		'it is not permitted (EACCES); set a path in a folder that uid 12345 may write to, or mount one there (docker run --tmpfs /run:mode=1777)',
	);
});
