// Package reasons shows which of several things that can panic a message names,
// and which of several defects.
package reasons

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"safego"
)

var risky func()

var counts map[string]int

var failures int

func rescue() { _ = recover() }

type logger interface{ Errorf(string, ...any) }

type store interface{ save(int) }

type server struct {
	log   logger
	store store
	list  []int
	next  *server
	done  chan bool
}

func (s *server) must(ok bool) {
	if !ok {
		panic("must")
	}
}

func (s *server) write(i int) { counts["x"] = i }

func (s *server) first() int { return s.list[0] }

func (s *server) twice() { s.write(2) }

func (s *server) deep() { s.deeper() }

func (s *server) deeper() { s.deepest() }

func (s *server) deepest() { s.must(false) }

func (s *server) configured() int { return len(s.list) }

// An explicit panic comes first. One with an error is there on purpose: no fix.
func explicit(s *server, err error) {
	go func() { // want `bare-go: goroutine is not supervised: a panic in the function literal ends the process \(panic\(err\) is there on purpose\); no fix: panic\(.*\) is meant to end the process`
		s.store.save(s.list[0])
		if err != nil {
			panic(err)
		}
	}()
	go func() { // want `bare-go: .*\(panic\(fmt\.Sprint\("inner: ", err\)\) is there on purpose\); no fix: panic\(.*\) is meant to end the process`
		risky()
		func() {
			if failures > 3 {
				panic("unreachable")
			}
			panic(fmt.Sprint("inner: ", err))
		}()
	}()
	go func() { // want `bare-go: .*\(panic\("unreachable"\) is called\)$`
		risky()
		if failures > 3 {
			panic("unreachable")
		}
	}()
	go serves(s) // want `bare-go: .*a panic in serves ends the process \(panic\(err\) is there on purpose\); no fix: panic\(.*\) is meant to end the process`
	go func() {  // want `bare-go: .*\(serves\(s\) can panic: in serves, panic\(err\) is called\)$`
		serves(s)
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)$`
		defer rescueLater(risky)()
		risky()
		func() {
			defer rescue()
			panic("contained")
		}()
	}()
}

func serves(s *server) {
	if err := s.serve(); err != nil {
		panic(err)
	}
}

func (s *server) serve() error { return nil }

func rescueLater(f func()) func() { return func() {} }

// Then what the module does, and what in it; one with an explicit panic first.
func own(s *server) {
	go func() { // want `bare-go: .*\(s\.must\(true\) can panic: in \(\*server\)\.must, panic\("must"\) is called\)`
		s.write(1)
		s.store.save(1)
		s.must(true)
	}()
	go func() { // want `bare-go: .*\(s\.write\(1\) can panic: in \(\*server\)\.write, counts\["x"\] = i can panic\)`
		s.store.save(1)
		json.Marshal(s)
		s.write(1)
	}()
	go func() { // want `bare-go: .*\(s\.twice\(\) can panic: in \(\*server\)\.write, counts\["x"\] = i can panic\)`
		json.Marshal(s)
		s.twice()
	}()
	go func() { // want `bare-go: .*\(s\.deep\(\) can panic: in \(\*server\)\.deeper, s\.deepest\(\) can panic\)`
		s.deep()
	}()
	go s.first() // want `bare-go: .*\(s\.list\[0\] can panic\)`
}

// Then callbacks and interface methods, then operations.
func others(s *server, data []byte) {
	go func() { // want `bare-go: .*\(s\.store\.save\(1\) can panic\)`
		counts["x"]++
		json.Unmarshal(data, s)
		s.store.save(1)
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		counts["x"]++
		risky()
	}()
	go func() { // want `bare-go: .*\(s\.list\[3\] can panic\)`
		safego.Panics()
		json.Marshal(s)
		println(s.list[3])
	}()
	go func() { // want `bare-go: .*\(s\.next\.list panics if s\.next is nil\)`
		json.Marshal(s)
		println(len(s.next.list))
	}()
	go func() { // want `bare-go: .*\(safego\.Panics\(\) can panic\)`
		json.Marshal(s)
		safego.Panics()
	}()
	go func() { // want `bare-go: .*\(json\.Marshal\(s\) can panic\)`
		println(s.configured())
		json.Marshal(s)
	}()
	go func() { // want `bare-go: .*\(safego\.Panics\(\) can panic\)`
		s.log.Errorf("%v", s)
		safego.Panics()
	}()
}

// What cleans up is named last of its kind.
func deferred(cleanup func()) {
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer cleanup()
		risky()
	}()
}

// What is handed to a function of the standard library.
func handed(once *sync.Once) {
	go once.Do(func() { risky() }) // want `bare-go: .*a panic in \(\*sync\.Once\)\.Do ends the process \(risky\(\) can panic\)`
}

// A wait that is deferred holds the panic back.
func waits(wg *sync.WaitGroup) {
	go func() { // want `bare-go: goroutine is not supervised: a panic in the function literal runs into the deferred wg\.Wait\(\), and the process hangs there or ends \(risky\(\) can panic\); no fix: a panic would wait in wg\.Wait\(\) all the same`
		defer wg.Wait()
		risky()
	}()
	wg.Go(func() { // want `launcher: .* runs into the deferred wg\.Wait\(\), and the process hangs there or ends`
		defer func() {
			failures++
			wg.Wait()
		}()
		risky()
	})
}

// Late, ineffective and partial are told for launchers, too.
func launchers(wg *sync.WaitGroup) {
	wg.Go(func() { // want `late-recover: recover is deferred too late: risky\(\) can panic before it`
		risky()
		defer rescue()
	})
	time.AfterFunc(1, func() { // want `ineffective-recover: defer recover\(\) has no effect`
		defer recover()
		risky()
	})
	wg.Go(tooDeep) // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it`
	wg.Go(func() { // want `partial-recover: a recover in the function literal stops only some panics: where r != nil && failures > 3 is true \(line 198\), they are handed on and end the process`
		defer func() {
			if r := recover(); r != nil && failures > 3 {
				panic(r)
			}
		}()
		risky()
	})
}

func tooDeep() {
	defer func() { rescue() }()
	risky()
}

func late() {
	risky()
	defer rescue()
}

func partly() {
	defer func() {
		if r := recover(); r != nil {
			if failures > 3 {
				panic(r)
			}
		}
	}()
	risky()
}

// And so they are one call down.
func oneCallDown() {
	go func() { // want `late-recover: in late, recover is deferred too late: risky\(\) can panic before it`
		late()
	}()
	go func() { // want `ineffective-recover: in tooDeep, recover in rescue has no effect here: the deferred function calls it`
		tooDeep()
	}()
	go func() { // want `partial-recover: a recover in partly stops only some panics: where failures > 3 is true \(line 219\), they are handed on`
		partly()
	}()
}

// A guard that panics itself says where.
func harmed(done chan bool) {
	go func() { // want `ineffective-recover: recover in the deferred function does not help: r\.\(error\) can panic behind it`
		var err error
		defer func() {
			if r := recover(); r != nil {
				err = r.(error)
			}
		}()
		risky()
		println(err)
	}()
	go func() { // want `ineffective-recover: recover in rescueCounting does not help: counts\["x"\]\+\+ can panic behind it`
		defer rescueCounting()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in the deferred function does not help: risky\(\) can panic before it`
		defer func() {
			risky()
			_ = recover()
		}()
		println()
	}()
	go func() { // want `ineffective-recover: recover in rescueTo does not help: it is deferred with nil, and panics itself`
		defer rescueTo(nil)
		risky()
	}()
}

func rescueCounting() {
	if r := recover(); r != nil {
		counts["x"]++
	}
}

func rescueTo(log func(any)) {
	if r := recover(); r != nil {
		log(r)
	}
}

// What calls itself does not panic because it calls itself.
func climbs(n *node) {
	go func() { // want `bare-go: .*\(isUnder\(n\) can panic: in isUnder, n\.load\(\) can panic\)`
		isUnder(n)
	}()
}

type node struct {
	parent *node
	load   func() bool
}

func isUnder(n *node) bool {
	if n.load() {
		return true
	}
	return isUnder(n.parent)
}

// An operand that is written alone is told with what is done with it.
func operands(a, b any, seq func(func() bool), list *[3]int) {
	go func() { // want `\(a == b can panic\)`
		switch a {
		case b:
		}
	}()
	go func() { // want `\(range seq can panic\)`
		for range seq {
		}
	}()
	go func() { // want `\(range list can panic\)`
		for _, x := range list {
			_ = x
		}
	}()
}

type counter struct{ n int }

func lookup(list []*counter, i int) *counter {
	for _, c := range list {
		if c.n == i {
			return c
		}
	}
	return nil
}

// What a function returns at times is more convincing than what may be nil in it.
func notFound(list []*counter) {
	go func() { // want `\(c.n panics if c is nil\)`
		c := lookup(list, 3)
		c.n++
	}()
}

// Of what is promoted, what is embedded is nil, if the operand is not.
type inlay struct{ n int }

func (i inlay) value() { defer stop(); println(i.n) }

func (i *inlay) count() { defer stop(); i.n++ }

func stop() { recover() }

type middle struct{ *inlay }

type around struct{ *middle }

func promoted(unknown *around) {
	a := &around{}
	go func() { // want `\(a\.value panics if a\.middle\.inlay is nil\)`
		a.value()
	}()
	go func() { // want `\(a\.count panics if a\.middle is nil\)`
		a.count()
	}()
	go func() { // want `\(unknown\.n panics if unknown is nil\)`
		unknown.n++
	}()
}
