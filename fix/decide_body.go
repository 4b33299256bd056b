package fix

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// decideBody decides about go f(…) for a function that is named nowhere else: what it owes is met in
// its own body, as in that of a literal, and the go statement stays. It is for what cannot be met
// around the call: an error that it leaves before a deferred signal, a signal at its end, or what a service
// must not do on each run, on top of its body and before its loop. An exported
// method may be called by an interface that nobody sees here.
//
//	func (r *rows) run() {
//		defer close(r.ch)
//		supervised.RunWithRecover(ctx, "run", func(context.Context) {…},
//			supervised.NoRestart(), supervised.OnPanic(func(p *supervised.PanicError) { r.err = p }))
//	}
func (s *site) decideBody() *Plan {
	decl, ok := s.Node(s.Resolve(s.Entry())).(*ast.FuncDecl)
	if !ok || decl.Body == nil || s.Launcher != nil || decl.Type.Results.NumFields() > 0 {
		return nil
	}
	fn, ok := s.Info.Defs[decl.Name].(*types.Func)
	if !ok || fn.Signature().Recv() != nil && fn.Exported() || fn.Signature().TypeParams().Len()+fn.Signature().RecvTypeParams().Len() > 0 || !newDuties(duties{site: s}).onlyHere(decl) {
		return nil
	}
	// The parts of the declaration are those of a literal.
	lit := &ast.FuncLit{Type: decl.Type, Body: decl.Body}
	run, l, r := s.layOutBody(lit, decl)
	if r != nil || !l.outside() && (run.Restart || len(run.Options) == 0) || closesAgain(s.Body(decl).Sites) {
		return nil
	}
	if run.Restart && s.actsOnParams(decl, lit, &l) {
		return nil // who waits for that is seen from the go statement only
	}
	run.Context, run.Param = s.contextOf(&run, lit, &l, true)
	return &Plan{run, insideLiteral{lit, l}}
}

// actsOnParams reports whether what is supervised of a function does something to a parameter that others can wait for.
func (s *site) actsOnParams(decl *ast.FuncDecl, lit *ast.FuncLit, l *layout) bool {
	d := newDuties(duties{site: s, entry: s.Body(decl), lit: lit, fn: decl, layout: l})
	return slices.ContainsFunc(d.entry.Sites, func(site *effects.Site) bool {
		receiver := decl.Recv != nil && site.On.Slot == 0
		return site.Kind != effects.Receive && site.On.Slot >= 0 && !receiver && site.On.Path == "" && !d.outside(site)
	})
}

// closesAgain reports whether two effects close one channel: outside, the second close would
// end the process.
func closesAgain(sites []*effects.Site) bool {
	closed := make(map[string]bool)
	for _, site := range sites {
		if site.Kind == effects.Close {
			if closed[site.On.Class] {
				return true
			}
			closed[site.On.Class] = true
		}
	}
	return false
}
