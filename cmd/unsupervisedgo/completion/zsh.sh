#compdef unsupervisedgo
# Completion of unsupervisedgo for zsh:
#
#	source <(unsupervisedgo completion zsh)
_unsupervisedgo() {
	local line
	local -a candidates
	for line in ${(f)"$("${words[1]}" completion -- "${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
		candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
	done
	if (( ${#candidates} )); then
		_describe unsupervisedgo candidates
	else
		_files
	fi
}
if [ "$funcstack[1]" = _unsupervisedgo ]; then
	_unsupervisedgo "$@"
else
	compdef _unsupervisedgo unsupervisedgo
fi
