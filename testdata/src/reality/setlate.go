package main

import (
	"bytes"
	"errors"
	"log"
)

// What the guarded function sets only behind something that panics is not there for its handler.

type lateNode struct{ n int }

var lateSink any

func lateOpen() *lateNode { panic("boom") }

func (Cases) SetLate() {
	go func() {
		var p *lateNode
		defer func() {
			if r := recover(); r != nil {
				p.n++
			}
		}()
		optBoom()
		p = &lateNode{}
	}()
}

func (Cases) SetLateByIt() {
	var p *lateNode
	go func() {
		defer func() {
			if r := recover(); r != nil {
				p.n++
			}
		}()
		p = lateOpen()
	}()
}

func (Cases) SetLateError() {
	var err error
	go func() {
		defer func() {
			if r := recover(); r != nil {
				lateSink = err.Error()
			}
		}()
		optBoom()
		err = errors.New("x")
	}()
}

func (Cases) SetLateFunc() {
	go func() {
		var f func()
		defer func() {
			if recover() != nil {
				f()
			}
		}()
		optBoom()
		f = optCalm
	}()
}

func (Cases) SetLateMethod() {
	go func() {
		var b *bytes.Buffer
		defer func() {
			recover()
			b.Reset()
		}()
		optBoom()
		b = new(bytes.Buffer)
	}()
}

func (Cases) SetLateAsked() {
	go func() {
		var p *lateNode
		var f func()
		defer func() {
			if r := recover(); r != nil {
				if p != nil {
					p.n++
				}
				if f != nil {
					f()
				}
			}
		}()
		optBoom()
		p, f = &lateNode{}, optCalm
	}()
}

func (Cases) SetInTime() {
	go func() {
		var p *lateNode
		defer func() {
			if r := recover(); r != nil {
				p.n++
			}
		}()
		p = &lateNode{}
		optBoom()
	}()
}

func (Cases) SetLateElsewhere() { // where there is no panic
	go func() {
		var p *lateNode
		defer func() {
			if r := recover(); r != nil {
				lateSink = r
				return
			}
			p.n++
		}()
		optBoom()
		p = &lateNode{}
	}()
}

// Channels that are closed when the handler sends.

func (Cases) SendsBehindDeferredClose() {
	c := make(chan any, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c <- r
			}
		}()
		defer close(c)
		optBoom()
	}()
}

func (Cases) SendsBehindClose() {
	c := make(chan any, 1)
	go func() {
		defer func() {
			recover()
			select {
			case c <- 1:
			default:
			}
		}()
		close(c)
		optBoom()
	}()
}

func (Cases) SendsBehindOwnClose() {
	c := make(chan any, 1)
	go func() {
		defer func() {
			close(c)
			if r := recover(); r != nil {
				c <- r
			}
		}()
		optBoom()
	}()
}

func (Cases) ClosesNil() {
	var c chan any
	go func() {
		defer func() {
			if r := recover(); r != nil {
				close(c)
			}
		}()
		optBoom()
	}()
}

// trusted: an own channel
func (Cases) SendsBeforeClose() {
	c := make(chan any, 1)
	go func() {
		defer close(c)
		defer func() {
			if r := recover(); r != nil {
				c <- r
			}
		}()
		optBoom()
	}()
}

// trusted: an own channel
func (Cases) SendsUnlessClosed() {
	c := make(chan any, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c <- r
			}
		}()
		optBoom()
		close(c)
	}()
}

// trusted: an own channel
func (Cases) SendsThenCloses() {
	c := make(chan any, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c <- r
			}
			close(c)
		}()
		optBoom()
	}()
}

// Guards of what is made without what they use.

type lateBase struct {
	log  *log.Logger
	name string
}

func (b *lateBase) rescueLog() {
	if r := recover(); r != nil {
		b.log.Println(r)
	}
}

func (b *lateBase) rescueName() {
	if r := recover(); r != nil {
		lateSink = b.name
	}
}

type lateFull struct {
	log *log.Logger
}

func (b *lateFull) rescueLog() {
	if r := recover(); r != nil {
		b.log.Println(r)
	}
}

type lateHolder struct{ lateBase }
type latePointer struct {
	*lateBase
	n int
}
type lateNamed struct{ *lateFull }

func (Cases) MadeWithoutLog() { b := &lateBase{}; go func() { defer b.rescueLog(); optBoom() }() }
func (Cases) MadeWithName()   { b := lateBase{name: "a"}; go func() { defer b.rescueLog(); optBoom() }() }
func (Cases) MadeHolder()     { h := &lateHolder{}; go func() { defer h.rescueLog(); optBoom() }() }
func (Cases) MadePointer()    { h := &latePointer{n: 1}; go func() { defer h.rescueName(); optBoom() }() }
func (Cases) MadeNil()        { go func() { defer (*lateBase)(nil).rescueName(); optBoom() }() }
func (Cases) MadeNamed()      { b := &lateBase{name: "a"}; go func() { defer b.rescueName(); optBoom() }() }

func (Cases) MadeWithLog() {
	b := &lateFull{log: log.Default()}
	go func() { defer b.rescueLog(); optBoom() }()
}

func (Cases) MadeEmbedded() {
	b := lateNamed{&lateFull{log: log.Default()}}
	go func() { defer b.rescueLog(); optBoom() }()
}
