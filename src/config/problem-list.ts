import type { Problem } from './config.ts';

/** Problems in the order they were found, each once: a program with eight processes has its mistake only once. */
export interface ProblemList {
	/** `identity` stands in for the message where that names one of several processes. */
	add(problem: Problem, identity?: string): void;
	all(): readonly Problem[];
}

export function createProblemList(): ProblemList {
	const problems = new Map<string, Problem>();
	return {
		add(problem, identity = problem.message) {
			const { place, section, key } = problem;
			const whole = JSON.stringify([place.file, place.line, section, key, identity]);
			if (!problems.has(whole)) problems.set(whole, problem);
		},
		all: () => [...problems.values()],
	};
}
