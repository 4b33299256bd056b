package main

import (
	"bytes"
	"errors"
	"log"
	"sync/atomic"
	"time"
)

// What a handler uses is not there: nil comes by a parameter, a result, an atomic pointer, a variable of the program that is set later. Its neighbours
// are.

type nhCard struct {
	label string
	uses  int
}

func (c *nhCard) use() { c.uses++ }

func nhPick(k string) *nhCard { return map[string]*nhCard{"b": {}}[k] }
func nhFound(k string) (*nhCard, bool) {
	c, ok := map[string]*nhCard{}[k]
	return c, ok
}
func nhOpen(k string) (*nhCard, error) { return nil, errors.New(k) }

func nhHandle(c *nhCard) {
	defer func() {
		if r := recover(); r != nil {
			log.Println(c.label, r)
		}
	}()
	optBoom()
}

func (Cases) HandlerOfNoElement() { go nhHandle(nhPick("a")) }

func (Cases) HandlerOfElementAsked() {
	if c := nhPick("b"); c != nil {
		go nhHandle(c)
	}
}

func (Cases) HandlerOfNothingFound() {
	go func() {
		c, _ := nhFound("a")
		defer func() {
			if recover() != nil {
				c.use()
			}
		}()
		optBoom()
	}()
}

func (Cases) HandlerOfErrorPrinted() {
	go func() {
		c, err := nhOpen("a")
		if err != nil {
			log.Print(err)
		}
		defer func() {
			if recover() != nil {
				c.use()
			}
		}()
		optBoom()
	}()
}

// trusted: what prints.
func (Cases) HandlerOfErrorReturned() {
	go func() {
		c, err := nhOpen("a")
		if err != nil {
			log.Print(err)
			return
		}
		defer func() {
			if recover() != nil {
				c.use()
			}
		}()
		optBoom()
	}()
}

// trusted: what prints.
func (Cases) HandlerOfErrorElse() {
	go func() {
		if c, err := nhOpen("a"); err != nil {
			log.Print(err)
		} else {
			defer func() {
				if recover() != nil {
					c.use()
				}
			}()
		}
	}()
}

func nhLoad() (c *nhCard, err error) {
	defer func() {
		if r := recover(); r != nil {
			c.label = "failed"
		}
	}()
	optBoom()
	return &nhCard{}, nil
}

func nhLoadFirst() (c *nhCard, err error) {
	c = &nhCard{}
	defer func() {
		if r := recover(); r != nil {
			c.label = "failed"
		}
	}()
	optBoom()
	return c, nil
}

func nhLoadCalm() (c *nhCard) {
	defer func() {
		if r := recover(); r != nil {
			c.label = "failed"
		}
	}()
	return &nhCard{}
}

func (Cases) HandlerOfResult()     { go nhLoad() }
func (Cases) HandlerOfResultSet()  { go nhLoadFirst() }
func (Cases) HandlerOfResultCalm() { go nhLoadCalm() }

// The result is of the function around, which has set it.
//
// trusted: time.Sleep.
func (Cases) HandlerOfResultAround() (c *nhCard) {
	go func() {
		time.Sleep(50 * time.Millisecond)
		defer func() {
			if recover() != nil {
				c.use()
			}
		}()
		optBoom()
	}()
	return &nhCard{}
}

func (Cases) HandlerOfKnownMethod() {
	go func() {
		var b *bytes.Buffer
		defer func() {
			if recover() != nil {
				log.Println(b.Len())
			}
		}()
		optBoom()
		b = new(bytes.Buffer)
	}()
}

func (Cases) HandlerOfKnownMethodAsked() {
	go func() {
		var b *bytes.Buffer
		defer func() {
			if recover() != nil && b != nil {
				log.Println(b.Len())
			}
		}()
		optBoom()
		b = new(bytes.Buffer)
	}()
}

type nhServer struct{ current, asked, first, elsewhere, lent atomic.Pointer[nhCard] }

func (Cases) HandlerOfUnstored() {
	s := &nhServer{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Println(s.current.Load().label)
			}
		}()
		optBoom()
		s.current.Store(&nhCard{})
	}()
}

func (Cases) HandlerOfUnstoredNamed() {
	var p atomic.Pointer[nhCard]
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c := p.Load()
				c.use()
			}
		}()
		optBoom()
	}()
}

func (Cases) HandlerOfUnstoredAsked() {
	s := &nhServer{}
	go func() {
		defer func() {
			if r := recover(); r != nil && s.asked.Load() != nil {
				log.Println(s.asked.Load().label)
			}
		}()
		optBoom()
		s.asked.Store(&nhCard{})
	}()
}

// trusted: an atomic pointer.
func (Cases) HandlerOfStored() {
	s := &nhServer{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Println(s.first.Load().label)
			}
		}()
		s.first.Store(&nhCard{})
		optBoom()
	}()
}

func (Cases) HandlerOfStoredBefore() {
	s := &nhServer{}
	s.elsewhere.Store(&nhCard{})
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Println(s.elsewhere.Load().label)
			}
		}()
		optBoom()
	}()
}

func nhFill(p *atomic.Pointer[nhCard]) { p.Store(&nhCard{}) }

func (Cases) HandlerOfStoredByOthers() {
	s := &nhServer{}
	nhFill(&s.lent)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Println(s.lent.Load().label)
			}
		}()
		optBoom()
	}()
}

var nhLater, nhSooner, nhBoth, nhWaited, nhAwaited *nhCard

func nhSetLater()  { nhLater = &nhCard{} }
func nhSetSooner() { nhSooner = &nhCard{} }
func nhSetBoth()   { nhBoth = &nhCard{} }

func (Cases) HandlerOfSetLater() {
	go func() {
		defer func() {
			if recover() != nil {
				nhLater.use()
			}
		}()
		optBoom()
	}()
	time.Sleep(100 * time.Millisecond)
	nhSetLater()
}

func (Cases) HandlerOfSetSooner() {
	nhSetSooner()
	go func() {
		defer func() {
			if recover() != nil {
				nhSooner.use()
			}
		}()
		optBoom()
	}()
}

func (Cases) HandlerOfSetBoth() {
	if time.Now().Year() > 2000 {
		nhSetBoth()
	}
	go func() {
		defer func() {
			if recover() != nil {
				nhBoth.use()
			}
		}()
		optBoom()
	}()
	nhSetBoth()
}

func nhSetWaited()  { nhWaited = &nhCard{} }
func nhSetAwaited() { nhAwaited = &nhCard{} }

func (Cases) HandlerOfSetWhileWaiting() {
	set := make(chan struct{})
	go func() {
		defer func() {
			if recover() != nil {
				nhWaited.use()
			}
		}()
		<-set
		optBoom()
	}()
	nhSetWaited()
	close(set)
}

func (Cases) HandlerThatWaits() {
	set := make(chan struct{})
	go func() {
		defer func() {
			if recover() != nil {
				<-set
				nhAwaited.use()
			}
		}()
		optBoom()
	}()
	nhSetAwaited()
	close(set)
}
