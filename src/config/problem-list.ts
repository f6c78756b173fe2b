import type { Problem } from './config.ts';

/** Problems in the order they were found, each once: a program with eight processes has its mistake only once. */
export interface ProblemList {
	add(problem: Problem): void;
	all(): readonly Problem[];
}

export function createProblemList(): ProblemList {
	const problems = new Map<string, Problem>();
	return {
		add(problem) {
			const { place, section, key, message } = problem;
			const identity = JSON.stringify([place.file, place.line, section, key, message]);
			if (!problems.has(identity)) problems.set(identity, problem);
		},
		all: () => [...problems.values()],
	};
}
