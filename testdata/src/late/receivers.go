package late

import (
	"errors"
	"time"
)

// Whoever starts a method is trusted to have made its receiver, which that may read before its guard. Nobody has where
// nil is in view at the start.

type conf struct{ name string }

func rescueNamed(name string) {
	if r := recover(); r != nil {
		println(name)
	}
}

func (c *conf) run() { // its receiver is read before the guard is up
	defer rescueNamed(c.name)
	risky()
}

func (c *conf) watch() { // and here by the guard
	defer func() {
		if r := recover(); r != nil {
			println(c.name)
		}
	}()
	risky()
}

func (c *conf) asks() {
	if c == nil {
		return
	}
	defer rescueNamed(c.name)
	risky()
}

func lookup(ok bool) *conf {
	if ok {
		return &conf{}
	}
	return nil
}

func open(name string) (*conf, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return &conf{name}, nil
}

type nest struct{ child *conf }

func nested(c *conf) nest { return nest{child: c} }

var registry = map[string]*conf{}

func starts(given *conf, kept nest) {
	var none *conf
	go none.run()   // want `bare-go: .*c.name panics if c is nil`
	go none.watch() // want `bare-go: `
	go none.asks()  // it looks first
	go given.run()  // made by who knows whom
	go kept.child.run()
	made := &conf{}
	go made.run()
	c := lookup(false)
	go c.run()             // want `bare-go: .*c.name panics if c is nil`
	go lookup(false).run() // want `bare-go: .*c.name panics if c is nil`
	go lookup(false).asks()
	time.AfterFunc(1, lookup(false).run) // want `launcher: .*c.name panics if c is nil`
	if d := lookup(true); d != nil {
		go d.run()
		time.AfterFunc(1, d.run)
	}
	r := registry["x"]
	go r.run() // want `bare-go: .*c.name panics if c is nil`
	if r, ok := registry["x"]; ok {
		go r.run()
	}
	var n nest
	go n.child.run() // want `bare-go: .*c.name panics if c is nil`
	u, _ := open("x")
	go u.run() // want `bare-go: .*c.name panics if c is nil`
	o, err := open("x")
	if err != nil {
		return
	}
	go o.run()
	zeros, list := make([]*conf, 1), []*conf{{}}
	for _, z := range zeros {
		go z.run() // want `bare-go: .*c.name panics if c is nil`
	}
	for _, z := range list {
		go z.run()
	}
	go func() { // want `bare-go: `
		c := lookup(false)
		c.run()
	}()
}
