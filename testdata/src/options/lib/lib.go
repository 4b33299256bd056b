// Package lib calls options, and returns some.
package lib

import "log"

type Options struct {
	Name  string
	Names map[string]bool
}

type Option func(*Options)

func WithName(name string) Option { return func(o *Options) { o.Name = name } } // want WithName:"^contains, returns contains if 0 is not nil$" WithName:"makes"

func WithEntry(name string) Option { return func(o *Options) { o.Names[name] = true } } // want WithEntry:"^contains$" WithEntry:"makes"

func Recover() { // want Recover:"^recovers"
	if r := recover(); r != nil {
		log.Println(r)
	}
}

// Supervise calls its options before its guard.
func Supervise(f func(), list ...Option) { // want Supervise:"^contains what it is not handed$" Supervise:`supervises\(0\)`
	var o Options
	for _, set := range list {
		set(&o)
	}
	defer Recover()
	f()
}

// Lend may hand nil to its options.
func Lend(o *Options, list ...Option) {
	for _, set := range list {
		set(o)
	}
}

// Rescue returns a guard, which prints; itself, it does not.
func Rescue(name string) func() { // want Rescue:"^returns recovers$" Rescue:"contains" Rescue:"makes"
	return func() {
		if r := recover(); r != nil {
			log.Println(name, r)
		}
	}
}

// Announce prints, and returns a guard.
func Announce(name string) func() { // want Announce:"^returns recovers$" Announce:"contains" Announce:"makes"
	f := func() { log.Println(name) }
	f()
	return func() { recover() }
}
