import type { Session } from './session.ts';

/** Asks at the terminal who it is, where there is one, or in the shell as supervisorctl does; false where nobody answers. */
export async function logIn(session: Session): Promise<boolean> {
	const { output, lines, isInteractive, world } = session;
	if (output.isJson || !(isInteractive || (output.isTerminal && world.stdin.isTTY))) return false;
	output.say('Server requires authentication');
	const username = await lines.read('Username:');
	if (username.type !== 'line') return false;
	const password = await lines.read('Password:', { isSecret: true });
	if (password.type !== 'line') return false;
	output.say('');
	session.logIn(username.line, password.line);
	return true;
}
