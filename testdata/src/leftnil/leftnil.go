// Package leftnil: New without an option leaves a hook, a logger, a map nil, and the guard uses it and does not ask. Each
// goroutine was run.
package leftnil

import (
	"log"
	"log/slog"
	"os"
)

type printer interface{ Printf(string, ...any) }

type Server struct {
	hook    func(any)
	printer printer
	logger  *log.Logger
	structs *slog.Logger
	count   map[string]int

	asked, given, applied printer
	setLater              func(any)
}

type Option func(*Server)

func WithHook(f func(any)) Option       { return func(s *Server) { s.hook = f } }                 // want WithHook:`^contains, returns contains if 0 is not nil$` WithHook:`^hooks\(0\.hook kept\)$` WithHook:`^makes$` WithHook:`^launches\(0\)$`
func WithPrinter(p printer) Option      { return func(s *Server) { s.printer = p } }              // want WithPrinter:`^contains, returns contains if 0 is not nil$` WithPrinter:`^makes$` WithPrinter:`^launches\(0\.Printf\)$`
func WithLogger(l *log.Logger) Option   { return func(s *Server) { s.logger = l } }               // want WithLogger:`^contains, returns contains if 0 is not nil$` WithLogger:`^makes$`
func WithStructs(l *slog.Logger) Option { return func(s *Server) { s.structs = l } }              // want WithStructs:`^contains, returns contains if 0 is not nil$` WithStructs:`^makes$`
func WithCount() Option                 { return func(s *Server) { s.count = map[string]int{} } } // want WithCount:`^makes$` WithCount:`^contains, returns contains if 0 is not nil$`
func WithAsked(p printer) Option        { return func(s *Server) { s.asked = p } }                // want WithAsked:`^launches\(0\.Printf\)$` WithAsked:`^contains, returns contains if 0 is not nil$` WithAsked:`^makes$`
func WithGiven(p printer) Option        { return func(s *Server) { s.given = p } }                // want WithGiven:`^launches\(0\.Printf\)$` WithGiven:`^makes$` WithGiven:`^contains, returns contains if 0 is not nil$`
func WithApplied(p printer) Option      { return func(s *Server) { s.applied = p } }              // want WithApplied:`^makes$` WithApplied:`^contains, returns contains if 0 is not nil$` WithApplied:`^launches\(0\.Printf\)$`

func New(options ...Option) *Server { // want New:`^makes$`
	s := &Server{given: log.Default()}
	WithApplied(log.Default())(s)
	for _, option := range options {
		option(s)
	}
	if s.asked == nil {
		s.asked = log.Default()
	}
	return s
}

func (s *Server) left(f func()) {
	go func() { // want `ineffective-recover: .*s.hook\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.hook(r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*s.printer.Printf\("%v", r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.printer.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*s.logger.Printf\("%v", r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.logger.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*s.structs.Error\("panic"\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.structs.Error("panic")
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*s.structs.Error\("panic"\) can panic before it`
		defer func() {
			s.structs.Error("panic")
			_ = recover()
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*s.tell\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.tell(r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*s.add\(\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.add()
			}
		}()
		f()
	}()
}

func (s *Server) tell(r any) { s.logger.Print(r) }
func (s *Server) add()       { s.count["panics"]++ }

// Outside of a guard, it is the same rule.

func (s *Server) logs() {
	go func() { // want `bare-go: .*s.logger.Print\("on"\) can panic`
		s.logger.Print("on")
	}()
}

// What somebody asks for, the constructor sets, or an option does that it always applies.

func (s *Server) set(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.asked.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.given.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.applied.Printf("%v", r)
			}
		}()
		f()
	}()
}

// Options that are values, and settings that are kept apart.

type settings struct {
	printer printer
	quiet   printer
	logger  *log.Logger
}

type option interface{ apply(*settings) }

type printerOption struct{ printer }

func (o printerOption) apply(s *settings) { s.printer = o.printer }

func Printing(p printer) option { return printerOption{p} } // want Printing:`^launches\(0\.Printf\)$` Printing:`^contains$` Printing:`^makes$`

type loggerOption struct{ logger *log.Logger }

func (o loggerOption) apply(s *settings) { s.logger = o.logger }

func Logging(l *log.Logger) option { return loggerOption{l} } // want Logging:`^makes$` Logging:`^contains$`

type quietOption struct{ printer }

func (o quietOption) apply(s *settings) { s.quiet = o.printer }

var defaults = []option{quietOption{log.Default()}}

type Client struct{ set settings }

func NewClient(options ...option) *Client { // want NewClient:`^makes$`
	var set settings
	for _, o := range append(defaults, options...) {
		o.apply(&set)
	}
	return &Client{set}
}

func (c *Client) start(f func()) {
	go func() { // want `ineffective-recover: .*c.set.printer.Printf\("%v", r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				c.set.printer.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*c.set.logger.Print\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				c.set.logger.Print(r)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c.set.quiet.Printf("%v", r)
			}
		}()
		f()
	}()
}

// Setters: SetPrinter does nothing else, Open begins to work.

type Sink struct {
	printer printer
	conn    printer
	made    printer
}

func NewSink() *Sink { return &Sink{made: log.Default()} } // want NewSink:`^contains$` NewSink:`^makes$`

func (s *Sink) SetPrinter(p printer) { s.printer = p } // want SetPrinter:`^contains if receiver is not nil$` SetPrinter:`^launches\(0\.Printf\)$`
func (s *Sink) SetMade(p printer)    { s.made = p }    // want SetMade:`^launches\(0\.Printf\)$` SetMade:`^contains if receiver is not nil$`
func (s *Sink) Open(p printer) { // want Open:`^contains if receiver is not nil$` Open:`^launches\(0\.Printf\)$`
	s.conn = p
	s.start(nil)
}

func (s *Sink) start(f func()) {
	go func() { // want `ineffective-recover: .*s.printer.Printf\("%v", r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.printer.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.conn.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.made.Printf("%v", r)
			}
		}()
		f()
	}()
}

// A method that sets the hook to nil again, and nobody asks.

type Reset struct{ hook, all, asked func(any) }

func NewReset(f func(any)) *Reset { return &Reset{hook: f, all: f, asked: f} } // want NewReset:`^contains$` NewReset:`^makes$` NewReset:`^launches\(0\)$`

func (s *Reset) Close() { s.hook, s.asked = nil, nil }               // want Close:`^contains if receiver is not nil$`
func (s *Reset) Clear() { *s = Reset{hook: s.hook, asked: s.asked} } // want Clear:`^contains if receiver is not nil$`

func (s *Reset) start(f func()) {
	go func() { // want `ineffective-recover: .*s.hook\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.hook(r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: .*s.all\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				s.all(r)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil && s.asked != nil {
				s.asked(r)
			}
		}()
		f()
	}()
}

// Made anew before it is used.

type Again struct{ hook func(any) }

func (s *Again) Restart(f func()) { // want Restart:`^supervises\(0\)$`
	s.hook = nil
	s.hook = func(r any) { log.Print(r) }
	s.start(f)
}

func (s *Again) start(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.hook(r)
			}
		}()
		f()
	}()
}

// Asked for in another way: a flag that the option sets beside, a method that has an answer for nil, another name.

type meter struct{ panics int }

func (m *meter) inc() {
	if m != nil {
		m.panics++
	}
}

type Asked struct {
	measures bool
	measured printer
	meter    *meter
	hook     func(any)
}

func WithMeasured(p printer) func(*Asked) { return func(a *Asked) { a.measured, a.measures = p, true } } // want WithMeasured:`^contains, returns contains if 0 is not nil$` WithMeasured:`^launches\(0\.Printf\)$` WithMeasured:`^makes$`
func WithMeter() func(*Asked)             { return func(a *Asked) { a.meter = new(meter) } }             // want WithMeter:`^makes$` WithMeter:`^contains, returns contains if 0 is not nil$`
func WithAskedHook(f func(any)) func(*Asked) { // want WithAskedHook:`^makes$` WithAskedHook:`^launches\(0\)$` WithAskedHook:`^contains, returns contains if 0 is not nil$` WithAskedHook:`^hooks\(0\.hook kept\)$`
	return func(a *Asked) { a.hook = f }
}

func NewAsked(options ...func(*Asked)) *Asked { // want NewAsked:`^makes$` NewAsked:`^contains what it is not handed$`
	a := new(Asked)
	for _, option := range options {
		option(a)
	}
	return a
}

func (a *Asked) start(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil && a.measures {
				a.measured.Printf("%v", r)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				a.meter.inc()
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			r := recover()
			if hook := a.hook; hook != nil {
				hook(r)
			}
		}()
		f()
	}()
}

// A method of a pointer that nobody has set, before the recover.

type namer struct{ std *log.Logger }

func (n *namer) guard() {
	name := n.std.Prefix()
	if r := recover(); r != nil {
		log.Print(name, r)
	}
}

func names(f func()) {
	go func() { // want `ineffective-recover: .*n.std.Prefix\(\) can panic before it`
		n := &namer{}
		defer n.guard()
		f()
	}()
	go func() { // want `ineffective-recover: .*l.SetPrefix\("x"\) can panic before it`
		var l *log.Logger
		defer func() {
			l.SetPrefix("x")
			_ = recover()
		}()
		f()
	}()
	go func() {
		var file *os.File
		defer func() {
			_ = file.Name
			_ = recover()
			_ = file.Close()
		}()
		f()
	}()
}
