package panicflow

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// imported holds the facts of functions of other packages, each asked for when
// it is first needed: a driver may have to find it. A function of this
// package, which is then one without a body, has none.
type imported struct {
	pass       *analysis.Pass
	config     *Config
	isStd      func(path string) bool
	recovers   map[*types.Func]recovers
	contains   map[*types.Func]contains
	supervises map[*types.Func]supervises
	launches   map[*types.Func]launches
	handsOn    map[*types.Func]handsOn
	ends       map[*types.Func]ends
	makes      map[*types.Func]makes
	harms      map[*types.Func]harms
	hooks      map[*types.Func]hooks
	borrows    map[*types.Func]borrows
	variables  map[*types.Var]launches
}

func newImported(pass *analysis.Pass, isStd func(path string) bool, config *Config) imported {
	return imported{
		pass:       pass,
		config:     config,
		isStd:      isStd,
		recovers:   make(map[*types.Func]recovers),
		contains:   make(map[*types.Func]contains),
		supervises: make(map[*types.Func]supervises),
		launches:   make(map[*types.Func]launches),
		handsOn:    make(map[*types.Func]handsOn),
		ends:       make(map[*types.Func]ends),
		makes:      make(map[*types.Func]makes),
		harms:      make(map[*types.Func]harms),
		hooks:      make(map[*types.Func]hooks),
		borrows:    make(map[*types.Func]borrows),
		variables:  make(map[*types.Var]launches),
	}
}

// isWritten reports whether the facts of a package are written down: see std.go.
func (m imported) isWritten(path string) bool { return m.config.KnowsStd() && m.isStd(path) }

// get returns the fact of fn, from known, what is written down, or the driver.
func get[F any, P interface {
	*F
	analysis.Fact
}](m imported, known map[*types.Func]F, fn *types.Func) F {
	fact, ok := known[fn]
	if !ok {
		switch {
		case fn.Pkg() == m.pass.Pkg:
		case m.isWritten(fn.Pkg().Path()):
			stdFact(fn, P(&fact))
		default:
			m.pass.ImportObjectFact(fn, P(&fact))
		}
		known[fn] = fact
	}
	return fact
}

func (m imported) recoversOf(fn *types.Func) recovers     { return get(m, m.recovers, fn) }
func (m imported) containsOf(fn *types.Func) contains     { return get(m, m.contains, fn) }
func (m imported) makesOf(fn *types.Func) makes           { return get(m, m.makes, fn) }
func (m imported) harmsOf(fn *types.Func) harms           { return get(m, m.harms, fn) }
func (m imported) hooksOf(fn *types.Func) hooks           { return get(m, m.hooks, fn) }
func (m imported) borrowsOf(fn *types.Func) borrows       { return get(m, m.borrows, fn) }
func (m imported) supervisesOf(fn *types.Func) supervises { return get(m, m.supervises, fn) }
func (m imported) handsOnOf(fn *types.Func) handsOn       { return get(m, m.handsOn, fn) }
func (m imported) endsOf(fn *types.Func) ends             { return get(m, m.ends, fn) }

// launchesBy is launchesOf for the function in an exported variable.
func (m imported) launchesBy(v *types.Var) launches {
	f, known := m.variables[v]
	if !known && v.Pkg() != m.pass.Pkg && !m.isStd(v.Pkg().Path()) {
		m.pass.ImportObjectFact(v, &f)
		m.variables[v] = f
	}
	return f
}

// launchesOf knows the standard launchers by name, and all of them: to look for a fact would be to
// have package net analysed for a call of a Dialer.
func (m imported) launchesOf(fn *types.Func) launches {
	f, known := m.launches[fn]
	if known {
		return f
	}
	if fn.Pkg() == m.pass.Pkg || !m.isStd(fn.Pkg().Path()) {
		f = get(m, m.launches, fn)
	}
	stdLaunches(fn, &f)
	m.launches[fn] = f
	return f
}
