package hookmakers

// What one function sets in its own copy of a struct says nothing of the copy of another.

type config struct {
	Fn    func()
	OnErr func(any)
}

func start(c config) {
	go func() { // want `ineffective-recover: .* c.OnErr\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				c.OnErr(r)
			}
		}()
		c.Fn()
	}()
}

func startFine(c config) {
	if c.OnErr == nil {
		c.OnErr = logs
	}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c.OnErr(r)
			}
		}()
		c.Fn()
	}()
}

func startAsking(c config) {
	go func() {
		defer func() {
			if r := recover(); r != nil && c.OnErr != nil {
				c.OnErr(r)
			}
		}()
		c.Fn()
	}()
}

func withDefaults(c config) config {
	if c.OnErr == nil {
		c.OnErr = logs
	}
	return c
}

func startReady(c config) {
	c = withDefaults(c)
	go func() {
		defer func() { c.OnErr(recover()) }()
		c.Fn()
	}()
}

func startSet(c config) {
	go func() {
		defer func() { c.OnErr(recover()) }()
		c.Fn()
	}()
}

func starts() {
	start(config{Fn: boom})
	startFine(config{Fn: boom})
	startAsking(config{Fn: boom})
	startReady(config{Fn: boom})
	startSet(config{Fn: boom, OnErr: logs})
	c := config{Fn: boom}
	c.OnErr = logs
	startSet(c)
}
