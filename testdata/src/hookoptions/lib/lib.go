// Package lib supervises with options, of which some are hooks that its guard calls.
package lib

type settings struct {
	onPanic func(any)
	onStart func()
	report  func(any)
}

type Option func(*settings)

func WithPanic(f func(any)) Option { // want WithPanic:`^hooks\(0.onPanic kept\)$` WithPanic:`^contains, returns contains if 0 is not nil$` WithPanic:`^makes$`
	return func(o *settings) { o.onPanic = f }
}

func WithStart(f func()) Option { // want WithStart:`^hooks\(0.onStart kept\)$` WithStart:`^contains, returns contains if 0 is not nil$` WithStart:`^makes$`
	return func(o *settings) { o.onStart = f }
}

func WithReport(f func(any)) Option { // want WithReport:`^hooks\(0.report kept\)$` WithReport:`^contains, returns contains if 0 is not nil$` WithReport:`^makes$`
	return func(o *settings) {
		if f != nil {
			o.report = f
		}
	}
}

func Run(f func(), opts ...Option) { // want Run:`^hooks\(1.onPanic, 1.report\)$` Run:`^contains what it is not handed$` Run:`^supervises\(0\)$`
	o := &settings{onPanic: func(any) {}, report: func(any) {}}
	for _, option := range opts {
		option(o)
	}
	defer func() {
		if r := recover(); r != nil {
			o.onPanic(r)
			o.report(r)
		}
	}()
	f()
}

func RunQuietly(f func(), opts ...Option) { // want RunQuietly:`^contains what it is not handed$` RunQuietly:`^supervises\(0\)$`
	var o settings
	for _, option := range opts {
		option(&o)
	}
	defer func() {
		if r := recover(); r != nil && o.onPanic != nil {
			defer func() { _ = recover() }()
			o.onPanic(r)
		}
	}()
	f()
}
