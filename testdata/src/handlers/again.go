package handlers

// What handlers do with the code around them, and is fine: only what is seen to panic
// counts.

type meter struct {
	counts map[string]int
	list   []int
	next   int
	logger interface{ log(any) }
}

func newMeter(logger interface{ log(any) }) *meter {
	return &meter{counts: make(map[string]int), logger: logger}
}

func (m *meter) count(key string) { m.counts[key]++ }
func (m *meter) at(i int) {
	if 0 <= i && i < len(m.list) {
		m.list[i]++
	}
}
func (m *meter) push(x int) { m.list[m.next] = x }
func (m *meter) first() int { return m.list[0] }
func half(n, by int) int {
	if by == 0 {
		return 0
	}
	return n / by
}

func counts(m *meter, i int) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				m.count("panics")
				m.at(i)
				m.push(i)
				say(half(1, i))
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*m\.first\(\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				say(m.first())
			}
		}()
		risky()
	}()
}

// A logger that is called in the function, too, is no second try; neither is a release.
func logs(m *meter, release func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				m.logger.log("end")
			}
		}()
		m.logger.log("end")
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				release()
			}
		}()
		risky()
		release()
	}()
}

func asked() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				if err, ok := r.(error); ok {
					say(err.Error())
				}
			}
		}()
		risky()
	}()
}

func tries(f func(int)) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				f(2) // something else
			}
		}()
		f(1)
	}()
	go func() { // want `ineffective-recover: .*f\(1\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				f(1)
			}
		}()
		f(1)
	}()
}

func closesElsewhere(done, other chan bool) {
	go func() {
		defer func() { say(recover()); close(done) }()
		risky()
	}()
	mine := make(chan bool)
	go func() {
		defer func() { say(recover()); close(mine) }()
		close(other)
	}()
}
