export type ShellName = 'bash' | 'zsh' | 'fish';

// All three leave the work to `podctl __complete WORD…`, which gives one candidate a line: so they know every command,
// and stay right when podctl changes. A colon is part of a name (`group:process`), which bash has to be told.

const BASH = `# podctl completion for bash: source <(podctl completion bash)
_podctl() {
	local line="\${COMP_LINE:0:COMP_POINT}" words candidates current colon
	read -ra words <<<"$line"
	[[ $line == *[[:space:]] ]] && words+=('')
	current="\${words[\${#words[@]}-1]}"
	candidates="$("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)" || return 0
	COMPREPLY=()
	# Where a colon breaks words, bash replaces only what follows the last one.
	colon=''
	[[ $COMP_WORDBREAKS == *:* && $current == *:* ]] && colon="\${current%:*}:"
	local candidate
	while IFS= read -r candidate; do
		[[ -n $candidate && $candidate == "$current"* ]] && COMPREPLY+=("\${candidate#"$colon"}")
	done <<<"$candidates"
	[[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
	return 0
}
complete -F _podctl podctl
`;

const ZSH = `#compdef podctl
# podctl completion for zsh: podctl completion zsh >/usr/local/share/zsh/site-functions/_podctl
_podctl() {
	local -a candidates
	candidates=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
	candidates=(\${candidates:#})
	(( \${#candidates} )) && compadd -- "\${candidates[@]}"
}
if [ "$funcstack[1]" = _podctl ]; then
	_podctl "$@"
else
	compdef _podctl podctl
fi
`;

const FISH = `# podctl completion for fish: podctl completion fish >~/.config/fish/completions/podctl.fish
function __podctl_complete
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	$words[1] __complete $words[2..-1] $current 2>/dev/null
end
complete -c podctl -f -a '(__podctl_complete)'
`;

/** What `podctl completion SHELL` prints. */
export const COMPLETION_SCRIPTS: Readonly<Record<ShellName, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
