/** For who is root, has some capabilities, and lacks those of setgroups(2), setgid(2) and setuid(2). */
export const IDENTITY_HINT: string =
	'give the container --cap-add SETUID --cap-add SETGID, or no capability at all (--cap-drop ALL alone): ' +
	'programs then run as podvisord does';
