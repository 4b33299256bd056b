# Completion of unsupervisedgo for bash:
#
#	source <(unsupervisedgo completion bash)
_unsupervisedgo() {
	local IFS=$'\n' line
	COMPREPLY=()
	# The words up to the cursor; = is a word of its own to bash, and no flag needs it.
	for line in $("${COMP_WORDS[0]}" completion -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
		COMPREPLY+=("${line%%$'\t'*}")
	done
	if [ ${#COMPREPLY[@]} -eq 0 ]; then
		compopt -o default
	elif [ ${#COMPREPLY[@]} -eq 1 ] && [[ ${COMPREPLY[0]} == */ ]]; then
		compopt -o nospace
	fi
}
complete -F _unsupervisedgo unsupervisedgo
