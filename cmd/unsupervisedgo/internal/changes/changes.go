// Package changes asks git which lines are new since a revision.
package changes

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
)

// Changes are the lines that were added or changed.
type Changes struct {
	root  string             // of the repository
	lines map[string][]lines // by file, slash-separated and relative to root
	real  map[string]string  // by directory as findings tell it: without symbolic links
}

// lines are those from first to last.
type lines struct{ first, last int }

// all are the lines of a file that is new.
var all = []lines{{0, 1 << 30}}

// Since compares the files of the repository that dir is in, as they are now,
// committed or not, with the common ancestor of the revision and HEAD: what
// came to the revision's branch in the meantime is nobody's news here. Of a
// file that git does not know (and does not ignore) every line is new.
func Since(ctx context.Context, dir, rev string) (*Changes, error) {
	git := git{unhooked(os.Environ())}
	top, err := git.run(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil { // what the environment says may be all there is
		git.env = os.Environ()
		top, err = git.run(ctx, dir, "rev-parse", "--show-toplevel")
	}
	if err != nil {
		return nil, fmt.Errorf("-new-from wants a git repository: %w%s", err, remedy(err))
	}
	root := filepath.FromSlash(strings.TrimSuffix(string(top), "\n"))
	c := &Changes{root: root, lines: make(map[string][]lines), real: make(map[string]string)}

	// What a shallow clone lacks is the usual reason for either failure.
	hint := func() string {
		if out, _ := git.run(ctx, root, "rev-parse", "--is-shallow-repository"); strings.TrimSpace(string(out)) == "true" {
			return "; this clone is shallow, fetch more of the history (in GitHub Actions: fetch-depth: 0)"
		}
		return ""
	}
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("-new-from: there is no revision %s", rev)
	}
	if _, err := git.run(ctx, root, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
		remote := "origin/" + rev // a checkout of CI has no other branches of its own
		if _, err := git.run(ctx, root, "rev-parse", "--verify", "--quiet", "refs/remotes/"+remote); err == nil {
			return nil, fmt.Errorf("-new-from: there is no revision %s; there is %s", rev, remote)
		}
		return nil, fmt.Errorf("-new-from: there is no revision %s%s", rev, cmp.Or(hint(), "; if it is a branch of a remote, fetch it first (git fetch)"))
	}
	base, err := git.run(ctx, root, "merge-base", rev, "HEAD")
	if err != nil {
		return nil, fmt.Errorf("-new-from: %s and HEAD have no common ancestor%s", rev, hint())
	}

	diff, err := git.run(ctx, root, "-c", "core.quotePath=false", "diff", "--no-color", "--no-ext-diff", "--no-textconv",
		"--text", // whatever .gitattributes says
		"--src-prefix=a/", "--dst-prefix=b/", "--find-renames", "--unified=0", strings.TrimSpace(string(base)), "--")
	if err != nil {
		return nil, fmt.Errorf("-new-from: %w", err)
	}
	if err := c.parse(diff); err != nil {
		return nil, fmt.Errorf("-new-from: cannot read the output of git diff: %w", err)
	}
	untracked, err := git.run(ctx, root, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, fmt.Errorf("-new-from: %w", err)
	}
	for name := range strings.SplitSeq(string(untracked), "\x00") {
		c.lines[name] = all
	}
	return c, nil
}

// owner matches what git says of a repository of another user, as that of a container in CI often is.
var owner = lazy.Regexp(`dubious ownership in repository at '(.*)'`)

// remedy ends the message of an error of git with what helps.
func remedy(err error) string {
	if m := owner().FindStringSubmatch(err.Error()); m != nil {
		return "; if you trust it: git config --global --add safe.directory '" + m[1] + "'"
	}
	if strings.Contains(err.Error(), "not a git repository") {
		return "; without one, -baseline tells what is new"
	}
	return ""
}

// parse reads a unified diff without context.
func (c *Changes) parse(diff []byte) error {
	file := ""
	skip := 0 // lines of a hunk that are to come, whatever they look like
	for line := range strings.Lines(string(diff)) {
		if skip > 0 {
			if !strings.HasPrefix(line, `\`) { // no newline at end of file
				skip--
			}
			continue
		}
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "+++ "); ok {
			name = strings.TrimSuffix(name, "\t") // behind a name with a space
			if unquoted, err := strconv.Unquote(name); err == nil {
				name = unquoted
			}
			file = strings.TrimPrefix(name, "b/")
			continue
		}
		if !strings.HasPrefix(line, "@@ ") {
			continue
		}
		fields := strings.Fields(line) // @@ -1,2 +3,4 @@
		if len(fields) < 4 {
			return errors.New(line)
		}
		_, removed, err1 := hunk(fields[1], "-")
		first, added, err2 := hunk(fields[2], "+")
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		skip = removed + added
		if added > 0 {
			c.lines[file] = append(c.lines[file], lines{first, first + added - 1})
		}
	}
	return nil
}

// hunk reads "+3,4", or "+3" for "+3,1".
func hunk(s, sign string) (first, count int, err error) {
	rest, ok := strings.CutPrefix(s, sign)
	if !ok {
		return 0, 0, errors.New(s)
	}
	from, n, found := strings.Cut(rest, ",")
	if !found {
		n = "1"
	}
	first, err1 := strconv.Atoi(from)
	count, err2 := strconv.Atoi(n)
	return first, count, errors.Join(err1, err2)
}

// Has reports whether one of the lines that the finding marks is new. Of a file
// outside the repository nobody knows what is old, so everything is new.
func (c *Changes) Has(f finding.Finding) bool {
	dir, base := filepath.Split(f.Pos.File)
	real, ok := c.real[dir]
	if !ok {
		if real, ok = dir, true; dir != "" {
			if r, err := filepath.EvalSymlinks(dir); err == nil {
				real = r
			}
		}
		c.real[dir] = real
	}
	rel, err := filepath.Rel(c.root, filepath.Join(real, base))
	if err != nil || !filepath.IsLocal(rel) {
		return true
	}
	last := f.Pos.Line
	if f.End.File == f.Pos.File {
		last = max(last, f.End.Line)
	}
	for _, l := range c.lines[filepath.ToSlash(rel)] {
		if f.Pos.Line <= l.last && l.first <= last {
			return true
		}
	}
	return false
}

// git runs git in an environment.
type git struct{ env []string }

// unhooked returns an environment without what git adds to that of a hook: it
// is about the repository whose hook it is, seen from the root of its tree, and
// may be neither true of the directory that is meant.
func unhooked(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(s string) bool {
		name, _, _ := strings.Cut(s, "=")
		return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"}, name)
	})
}

func (g git) run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env = dir, append(slices.Clone(g.env), "LC_ALL=C") // remedy reads what it says
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		text, _, _ := bytes.Cut(bytes.TrimSpace(exit.Stderr), []byte("\n"))
		return nil, fmt.Errorf("git: %s", bytes.TrimPrefix(text, []byte("fatal: ")))
	} else if err != nil {
		return nil, fmt.Errorf("cannot run git: %w", err)
	}
	return out, nil
}
