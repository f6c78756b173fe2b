import type { Command } from '../command.ts';
import { COMPLETION_SCRIPTS, type ShellName } from '../completion/completion-scripts.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { refuseUsage } from '../refuse-usage.ts';

export const COMPLETION: Command = {
	name: 'completion',
	summary: 'a script that lets your shell complete commands, options and names',
	forms: [
		['completion bash', 'for bash: source <(podctl completion bash)'],
		['completion zsh', 'for zsh: podctl completion zsh >/usr/local/share/zsh/site-functions/_podctl'],
		['completion fish', 'for fish: podctl completion fish >~/.config/fish/completions/podctl.fish'],
	],
	notes: ['Names come from the daemon, asked at each Tab with the -c, -s and -u of the line.'],
	completes: 'shell',
	isOurs: true,
	run(session, { text }) {
		if (!Object.hasOwn(COMPLETION_SCRIPTS, text)) {
			const message = 'Error: completion needs the name of a shell: bash, zsh or fish';
			return refuseUsage(session, COMPLETION, { message, exitStatus: EXIT_STATUSES.invalidArguments });
		}
		const script = COMPLETION_SCRIPTS[text as ShellName];
		session.output.raw(script);
		return { shell: text, script };
	},
};
