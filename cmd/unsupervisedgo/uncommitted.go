package main

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// uncommitted reports whether git knows of changes below dir that are not
// committed. It reports false where there is no git to ask.
func uncommitted(ctx context.Context, dir string) bool {
	cmd := exec.CommandContext(ctx, "git", "status", "--porcelain", "--untracked-files=no", "--", ".")
	cmd.Dir = dir
	// In a hook, these name the repository of the hook.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool {
		return strings.HasPrefix(s, "GIT_DIR=") || strings.HasPrefix(s, "GIT_INDEX_FILE=") || strings.HasPrefix(s, "GIT_WORK_TREE=")
	})
	out, err := cmd.Output()
	return err == nil && len(out) > 0
}
