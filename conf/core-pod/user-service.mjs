/** user-service: the pod's users, in memory, for whoever brings a token that auth-service vouches for. */

import { HttpError, startService } from './service.mjs';
import { verifyBearer } from './verify-bearer.mjs';

const MAX_USERS = 1_000;
const authUrl = process.env.AUTH_URL || 'http://127.0.0.1:3001';
const users = new Map();
let nextId = 1;
for (const name of ['Ada Lovelace', 'Grace Hopper', 'Edsger Dijkstra']) {
	addUser({ name, email: `${name.split(' ')[0].toLowerCase()}@example.org` });
}

startService({
	name: 'user-service',
	defaultPort: 3002,
	routes: [
		['GET', /^\/api\/users$/, protect(() => ({ body: { users: [...users.values()] } }))],
		['POST', /^\/api\/users$/, protect(create)],
		['GET', /^\/api\/users\/(?<id>\d{1,9})$/, protect(({ params }) => ({ body: find(params) }))],
		['PUT', /^\/api\/users\/(?<id>\d{1,9})$/, protect(replace)],
		['DELETE', /^\/api\/users\/(?<id>\d{1,9})$/, protect(remove)],
	],
});

function protect(handler) {
	return async (context) => {
		await verifyBearer(context, authUrl);
		return handler(context);
	};
}

async function create({ readJson }) {
	const fields = validate(await readJson());
	if (users.size >= MAX_USERS) throw new HttpError(507, `there are ${MAX_USERS} users already; delete one first`);
	const user = addUser(fields);
	return { status: 201, body: user, headers: { Location: `/api/users/${user.id}` } };
}

async function replace({ params, readJson }) {
	const fields = validate(await readJson());
	const { id } = find(params);
	users.set(id, { id, ...fields });
	return { body: users.get(id) };
}

function remove({ params }) {
	users.delete(find(params).id);
	return { status: 204 };
}

function find({ id }) {
	const user = users.get(Number(id));
	if (user === undefined) throw new HttpError(404, `no user ${id}`);
	return user;
}

function addUser(fields) {
	const user = { id: nextId++, ...fields };
	users.set(user.id, user);
	return user;
}

/** The two fields that a user has; whatever else was sent is left behind. */
function validate(input) {
	const { name, email } = input ?? {};
	if (typeof name !== 'string' || name.trim() === '' || name.length > 100) {
		throw new HttpError(422, 'name must be a text of 1 to 100 characters');
	}
	if (typeof email !== 'string' || email.length > 200 || !/^[^\s@]+@[^\s@]+$/.test(email)) {
		throw new HttpError(422, 'email must be an address of at most 200 characters');
	}
	return { name: name.trim(), email };
}
