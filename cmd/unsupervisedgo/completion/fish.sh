# Completion of unsupervisedgo for fish:
#
#	unsupervisedgo completion fish | source
function __unsupervisedgo
	set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
	$words[1] completion -- $words[2..-1] 2>/dev/null
end
complete -c unsupervisedgo -f -a '(__unsupervisedgo)'
