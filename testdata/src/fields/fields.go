// Package fields shows when a struct field stands for the one function that
// it holds: unexported, and assigned once in the whole package.
package fields

var risky func()

type server struct {
	count  int
	once   func() // assigned in newServer only, so nil in other servers
	lit    func() // in a composite literal only
	twice  func()
	wild   func()
	never  func()
	Public func()
}

func newServer() *server {
	s := &server{
		lit:    func() { _ = recover() },
		twice:  func() { _ = recover() },
		Public: func() { _ = recover() },
	}
	s.once = func() { _ = recover() }
	s.twice = func() {}
	s.wild = func() { risky() }
	return s
}

func guards(s *server) {
	s.count++   // s is not nil
	go func() { // want `bare-go: `
		defer s.once()
		risky()
	}()
	go func() {
		defer s.lit()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer s.twice()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer s.Public()
		risky()
	}()
	go func() { // want `bare-go: `
		defer s.wild()
		risky()
	}()
}

type loop struct {
	calm func()
	wild func()
	any  func()
}

var theLoop = loop{
	func() {
		defer func() { _ = recover() }()
		risky()
	},
	func() { risky() },
	nil,
}

func entries(l *loop) {
	go l.calm()
	go l.wild() // want `bare-go: .*a panic in l\.wild ends`
	go l.any()  // want `bare-go: .*a panic in l\.any ends`
}
