package analyzer

import (
	"flag"
	"fmt"
	"go/token"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/heartbeats"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// options are the flags of one Analyzer.
type options struct {
	panics     panicflow.Config
	beats      heartbeats.Config
	runtime    runtimePath
	categories selection

	deadRecovers bool
	locks        bool

	nolintByDriver bool
}

func (o *options) register(flags *flag.FlagSet) {
	o.runtime = "./internal/supervised"
	o.panics.Runtime = func(module string) string { return o.runtime.in(module) }
	o.beats.Runtime = o.panics.Runtime
	flags.BoolVar(&o.panics.Strict, "strict", false, "trust nothing beyond the language; report deliberate crashes and unknown guards, too")
	flags.BoolVar(&o.panics.Tests, "tests", false, "report goroutines in _test.go files, too")
	flags.BoolVar(&o.beats.On, "heartbeats", false, "report loops of supervised services that never beat, and names that nobody runs or expects")
	flags.Var(&o.runtime, "runtime", "package that fixes call: an import path, or `./dir` inside the module being fixed")
	flags.Var((*functions)(&o.panics.Supervisors), "supervisors", "comma-separated `functions` to trust, each import/path.Func or (*import/path.Type).Method")
	flags.Var((*functions)(&o.panics.Launchers), "launchers", "comma-separated `functions` that run on a goroutine what they are handed, each named as in -supervisors")
	flags.BoolVar(&o.deadRecovers, "dead-recovers", false, "report recovers that cannot work, wherever they stand, too")
	flags.BoolVar(&o.locks, "locks", false, "report lock regions without a deferred unlock that stand in the way of a fix, and give them one")
	flags.Var(&o.categories, "categories", "comma-separated `list` of categories to report: all, NAME or -NAME, as in all,-launcher")
}

// runtimePath is the value of -runtime.
type runtimePath string

func (p *runtimePath) String() string { return string(*p) }

func (p *runtimePath) Set(s string) error {
	rel, local := strings.CutPrefix(s, "./")
	for _, elem := range strings.Split(rel, "/") {
		if elem == "" || elem == "." || elem == ".." || strings.ContainsAny(elem, " \t\"'`\\:;") {
			return fmt.Errorf("%q is neither an import path nor ./dir inside the module", s)
		}
	}
	if local {
		if base := rel[strings.LastIndex(rel, "/")+1:]; !token.IsIdentifier(base) {
			return fmt.Errorf("%q: the directory's name is to be the package's name, and is not an identifier", s)
		}
	}
	*p = runtimePath(s)
	return nil
}

// in returns the import path of the runtime package as seen from a module; ""
// if it is relative to a module that the driver does not name.
func (p runtimePath) in(module string) string {
	rel, local := strings.CutPrefix(string(p), "./")
	switch {
	case !local:
		return rel
	case module == "":
		return ""
	}
	return module + "/" + rel
}

// functions is the value of -supervisors or -launchers: names as types.Func.FullName gives them.
type functions map[string]bool

func (s *functions) String() string {
	if s == nil {
		return ""
	}
	names := make([]string, 0, len(*s))
	for name := range *s {
		names = append(names, name)
	}
	return strings.Join(names, ",")
}

func (s *functions) Set(list string) error {
	m := make(functions)
	for _, name := range strings.Split(list, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		dot := strings.LastIndex(name, ".")
		if dot <= 0 || !token.IsIdentifier(name[dot+1:]) {
			return fmt.Errorf("%q is neither import/path.Func nor (*import/path.Type).Method", name)
		}
		m[name] = true
	}
	*s = m
	return nil
}
