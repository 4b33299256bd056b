package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/types"
)

// supervising tells what is supervised, here and by helpers.
type supervising struct {
	*Result
	services []*Service // nil until somebody asks
	calling  []*Service // likewise
	started  []*Service // likewise
}

// A Service is a call that supervises a function which is run again after a panic.
type Service struct {
	Call *ast.CallExpr
	At   ast.Node // what tells its name and its function: the call, that of a helper, the element of a list
	Name string   // as it is registered; "" if it is not constant
	Task bool     // it is not run again: a task after all
	Own  bool     // by a Supervisor of its own, of which Heartbeat(name) knows nothing

	// Theirs is a package of the module's own that supervises it and has a Heartbeat(name) of its
	// own; nil: the runtime package.
	Theirs *types.Package

	// Deadline: an option says after what the service is stale, or there may be one
	// among those that are not written out.
	Deadline bool
	Watched  bool // the option is written out, and gives it one

	Shared bool // the call supervises others as well

	name, fn ast.Expr
	bound    bindings // what they depend on
}

// NameExpr is the expression of the name.
func (s *Service) NameExpr() ast.Expr { return s.name }

// Func is the expression of the function that is supervised.
func (s *Service) Func() ast.Expr { return s.fn }

// Services lists the calls of the package that supervise a function, tasks included, in
// source order.
func (r *Result) Services() []*Service {
	if r.supervising.services == nil {
		r.supervising.services = []*Service{}
		for c := range r.Preorder((*ast.CallExpr)(nil)) {
			if s := r.supervising.service(c.Node().(*ast.CallExpr)); s != nil {
				r.supervising.services = append(r.supervising.services, s)
			}
		}
	}
	return r.supervising.services
}

// service returns the Service that a call is, or nil.
func (r *supervising) service(call *ast.CallExpr) *Service {
	fn := r.Callee(call)
	if fn == nil || len(call.Args) < 3 {
		return nil
	}
	if !r.isRuntime(fn.Pkg()) {
		return r.theirs(call, fn)
	}
	s := &Service{Call: call, At: call.Fun, name: call.Args[1], fn: call.Args[2], Own: fn.Signature().Recv() != nil, Deadline: call.Ellipsis.IsValid()}
	switch fn.Name() {
	case "RunWithRecover", "Run":
	case "Call":
		s.Task = true
	default:
		return nil
	}
	s.Name, _ = r.ConstantString(call.Args[1])
	for _, opt := range call.Args[3:] {
		if r.option(opt) == "" {
			s.Deadline = true
		}
		r.takeOption(s, opt)
	}
	return s
}

// takeOption takes an option that is written out.
func (r *supervising) takeOption(s *Service, x ast.Expr) {
	switch r.option(x) {
	case "NoRestart":
		s.Task = true
	case "StaleAfter":
		d := r.Info.Types[ast.Unparen(x).(*ast.CallExpr).Args[0]].Value
		s.Deadline, s.Watched = true, d == nil || constant.Sign(d) > 0
	}
}

// theirs returns the Service that a call of a package of the module's own is, or nil. It has no
// options, and a registry that only a constant name leads to.
func (src text) theirs(call *ast.CallExpr, fn *types.Func) *Service {
	name, ok := src.ConstantString(call.Args[1])
	if !ok || fn.Name() != "RunWithRecover" || !src.isTheirs(fn.Pkg()) {
		return nil
	}
	return &Service{Call: call, At: call.Fun, name: call.Args[1], fn: call.Args[2], Name: name, Theirs: fn.Pkg(), Deadline: true}
}

// isTheirs reports whether a package of the module's own supervises, and has a Heartbeat(name).
func (src text) isTheirs(pkg *types.Package) bool {
	if !src.HasSupervisor(pkg) {
		return false
	}
	beat, ok := pkg.Scope().Lookup("Heartbeat").(*types.Func)
	return ok && beat.Signature().Params().Len() == 1 && types.Identical(beat.Signature().Params().At(0).Type(), types.Typ[types.String])
}

// theirsHere returns the package of the module's own that supervises, if this package imports that and
// not the runtime package: what it exports is supervised by that.
func (r *supervising) theirsHere() *types.Package {
	var theirs *types.Package
	for _, pkg := range r.Types.Imports() {
		if r.isRuntime(pkg) {
			return nil
		}
		if r.isTheirs(pkg) {
			theirs = pkg
		}
	}
	return theirs
}

// ConstantString returns the value of a constant string, and whether x is one.
func (src text) ConstantString(x ast.Expr) (string, bool) {
	if v := src.Info.Types[x].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v), true
	}
	return "", false
}

// option returns the name of the function of the runtime package that makes an option;
// "" if the option is not written out.
func (r *supervising) option(x ast.Expr) string {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		if fn := r.Callee(call); fn != nil && r.isRuntime(fn.Pkg()) {
			return fn.Name()
		}
	}
	return ""
}

// isRuntime reports whether pkg is the runtime package of the module.
func (r *supervising) isRuntime(pkg *types.Package) bool {
	return pkg != nil && r.runtime != "" && pkg.Path() == r.runtime
}

// supervised returns the function of this package that a service runs, a FuncDecl or
// FuncLit; nil if it is not known.
func (src text) supervised(s *Service) ast.Node {
	t := src.functionOf(s.fn, s.bound)
	if t.Result != nil { // func() func(context.Context) {…}()
		if maker := src.Node(src.Resolve(t.Result.Fun)); maker != nil {
			if list := src.Returns(maker); len(list) == 1 {
				t = src.Resolve(list[0])
			}
		}
	}
	return src.Node(t)
}
