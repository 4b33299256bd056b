#compdef unsupervisedgo
# Completion of unsupervisedgo for zsh:
#
#	source <(unsupervisedgo completion zsh)
_unsupervisedgo() {
	local line word does
	local -a words_ directories
	for line in ${(f)"$("${words[1]}" completion -- "${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
		word=${line%%$'\t'*} does=${line#*$'\t'}
		if [[ $word == */ ]]; then
			directories+=("$word")
		else
			words_+=("${word//:/\\:}${does:+:$does}")
		fi
	done
	if (( ! $#words_ && ! $#directories )); then
		_files
		return
	fi
	(( $#words_ )) && _describe unsupervisedgo words_
	(( $#directories )) && compadd -S '' -a directories
}
if [ "$funcstack[1]" = _unsupervisedgo ]; then
	_unsupervisedgo "$@"
else
	compdef _unsupervisedgo unsupervisedgo
fi
