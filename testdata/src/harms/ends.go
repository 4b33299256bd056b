package harms

// What a type keeps is trusted to fit together, but not to have so many elements: the methods that a guard calls are judged like
// what it does itself.

type stack struct {
	xs    []int
	next  int
	hooks []func()
	byKey map[string][]func()
}

func (s *stack) top() int      { return s.xs[len(s.xs)-1] }
func (s *stack) drop()         { s.xs = s.xs[:len(s.xs)-1] }
func (s *stack) rest() []int   { return s.xs[1:] }
func (s *stack) current() int  { return s.xs[s.next] }
func (s *stack) before() []int { return s.xs[:s.next] }
func (s *stack) add(f func())  { s.hooks = append(s.hooks, f) }
func (s *stack) fill(k string) { s.byKey = map[string][]func(){k: {func() { panic(k) }}} }
func (s *stack) all()          { s.each(s.hooks) }
func (s *stack) each(f []func()) {
	for range f {
	}
}

func (s *stack) fire() {
	for _, f := range s.hooks {
		f()
	}
}

func (s *stack) fireOf(k string) {
	for _, f := range s.byKey[k] {
		f()
	}
}

func (s *stack) guards(risky func()) {
	s.hooks = append(s.hooks, func() { panic("hook") })
	go func() { // want `s.top\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				println(s.top())
			}
		}()
		risky()
	}()
	go func() { // want `s.drop\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				s.drop()
			}
		}()
		risky()
	}()
	go func() { // want `s.rest\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				println(len(s.rest()))
			}
		}()
		risky()
	}()
	go func() { // want `s.fire\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				s.fire()
			}
		}()
		risky()
	}()
	go func() { // want `s.fireOf\("x"\) can panic behind it`
		defer func() {
			if recover() != nil {
				s.fireOf("x")
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if recover() != nil {
				println(s.current(), len(s.before()))
				s.all()
			}
		}()
		risky()
	}()
}
