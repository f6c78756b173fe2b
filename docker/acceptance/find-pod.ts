import { didYouMean } from '../../src/foundation/did-you-mean.ts';
import { type Container, findContainer } from './container.ts';
import { docker } from './engine.ts';
import { UsageError } from './usage-error.ts';

/** Throws a UsageError where no engine answers. */
export async function needEngine(): Promise<void> {
	const { status, stderr } = await docker(['version', '--format', '{{.Server.Version}}'], { timeoutMs: 20_000 });
	if (status === 0) return;
	throw new UsageError(`no Docker engine answers: ${stderr.trim()}\nstart one (dockerd), or name it with DOCKER_HOST`);
}

/** Throws a UsageError where there is no such image. */
export async function needImage(image: string): Promise<void> {
	if ((await docker(['image', 'inspect', image])).status === 0) return;
	const { stdout } = await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
	const hint = meant(image.includes(':') ? image : `${image}:latest`, stdout.split('\n'));
	throw new UsageError(`there is no image ${image}${hint}; make it with scripts/core-pod build --image ${image}`);
}

/** A container that is there, and runs. Throws a UsageError otherwise. */
export async function findRunning(name: string): Promise<Container> {
	const container = await findAny(name);
	const { State } = await container.inspect();
	if (State.Running) return container;
	throw new UsageError(`the container ${name} does not run (it ended with ${State.ExitCode}); docker start ${name}`);
}

/** A container that is there, running or not. Throws a UsageError where there is none of that name. */
export async function findAny(name: string): Promise<Container> {
	const { status } = await docker(['container', 'inspect', name]);
	if (status === 0) return findContainer(name);
	const { stdout } = await docker(['ps', '--all', '--format', '{{.Names}}']);
	const names = stdout.split('\n').filter((other) => other !== '');
	const hint = meant(name, names) || `; there ${names.length === 0 ? 'is none at all' : `are ${names.join(', ')}`}`;
	throw new UsageError(`there is no container ${name}${hint}`);
}

function meant(word: string, candidates: readonly string[]): string {
	const near = didYouMean(word, candidates);
	return near === undefined ? '' : `; did you mean ${near}?`;
}
