# Completion of unsupervisedgo for fish:
#
#	unsupervisedgo completion fish | source
function __unsupervisedgo
	set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
	set -l candidates ($words[1] completion -- $words[2..-1] 2>/dev/null)
	if test (count $candidates) -gt 0
		printf '%s\n' $candidates
	else
		__fish_complete_path $words[-1]
	end
end
complete -c unsupervisedgo -f -a '(__unsupervisedgo)'
