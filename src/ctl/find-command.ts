/** The command of this name; `EOF` is what Python's `cmd` makes of Ctrl-D, and can be typed. */
export function findCommand<Found extends { readonly name: string }>(
	commands: readonly Found[],
	name: string,
): Found | undefined {
	const wanted = name === 'EOF' ? 'quit' : name;
	return commands.find((command) => command.name === wanted);
}
