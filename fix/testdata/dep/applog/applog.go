// Package applog is a logger of another module, after kratos' log and zerolog.
package applog

// Info writes a line.
func Info(args ...any) { println(len(args)) }

// A Line is one that is built up.
type Line struct{ n int }

// Warn begins a line.
func Warn() *Line { return &Line{} }

// Msg ends it.
func (l *Line) Msg(text string) { println(text, l.n) }
