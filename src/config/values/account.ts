import type { Account, SocketOwner } from '../config.ts';
import type { ConfigSource } from '../config-source.ts';
import { parseInteger } from '../python/parse-integer.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** supervisord's `name_to_uid`: a user's name, or a uid that `/etc/passwd` knows. */
export const account: ValueType<Account> = {
	label: 'user',
	parse(text, source) {
		const found = source.findAccount(parseInteger(text) ?? text);
		if (found !== undefined) return parsed(found);
		return refused('is not a user of this machine', 'create the user (adduser), or name one that /etc/passwd has');
	},
};

/** supervisord's `colon_separated_user_group`: `user` or `user:group`, names or numbers that exist. */
export const socketOwner: ValueType<SocketOwner> = {
	label: 'user or user:group',
	parse(text, source) {
		const colon = text.indexOf(':');
		const user = account.parse(colon === -1 ? text : text.slice(0, colon), source);
		const gid = colon === -1 ? -1 : findGroup(text.slice(colon + 1), source);
		if (user.ok && gid !== undefined) return parsed({ uid: user.value.uid, gid });
		return refused(
			user.ok ? 'names a group that this machine does not have' : 'names a user that this machine does not have',
			'write user:group with names that /etc/passwd and /etc/group have',
		);
	},
};

function findGroup(text: string, source: ConfigSource): number | undefined {
	return source.findGroup(parseInteger(text) ?? text);
}
